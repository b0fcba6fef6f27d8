import { disposeInOrder, type Disposal } from '../disposal.ts'
import { disposerOf } from '../disposer.ts'
import type { SharedResources } from '../shared/shared-resources.ts'
import { hold, letGo } from './holders.ts'

export interface LedgerOptions {
  /** Milliseconds that all of it may take to dispose. */
  readonly disposeTimeout: number
  readonly shared: SharedResources
}

/** How a thing goes. */
export interface Holding {
  /** What a report calls it: the name under which it is registered, or that of its class. */
  readonly name: string
  /** Called first, one after the other, whoever else holds the thing. Asked for when the disposal begins. */
  farewells?(): readonly (() => unknown)[]
  /**
   * Called by its last holder, unless the thing is shared. For a disposer that was registered in the library. Default:
   * the thing's own, see `disposerOf`; one that has none need not be held.
   */
  dispose?(): unknown
}

/**
 * What a container of one generation has to dispose, in the order in which it came, and the ledgers of its child
 * containers. For the authors of container factories: create one from the `BuildContext`, `hold` what the container
 * makes, `dispose` it with the container. Aliases name what is held already. A value that is registered is the
 * application's own: an adapter that lets go of it all the same holds those of the root alone, and says so.
 *
 * Things are counted over all ledgers of the process: what a newer generation holds too is disposed by the last one,
 * and what `shared` owns by none.
 *
 * @example
 * const root = new Ledger(context)
 * const scope = new Ledger(context, root)
 * scope.hold(instance, { name: 'Greeter' })
 * await root.dispose() // the scope's things first
 */
export class Ledger {
  readonly #options: LedgerOptions
  readonly #parent: Ledger | undefined
  readonly #held = new Map<object, Holding>()
  readonly #children = new Set<Ledger>()
  /** When promises that are under way will have brought what they bring, and what a report calls them. */
  readonly #promised = new Map<Promise<void>, string>()
  /** What came since the disposal began, while it waits for promises. */
  #late: Map<object, Holding> | undefined
  /** What was handed over to the disposal. */
  #gone: WeakSet<object> | undefined
  #disposal: Promise<void> | undefined

  constructor(options: LedgerOptions, parent?: Ledger) {
    this.#options = options
    this.#parent = parent
    if (parent) parent.#children.add(this)
  }

  /** True from the moment that its disposal, or its parent's, begins. */
  get closed(): boolean {
    return this.#disposal !== undefined
  }

  holds(thing: object): boolean {
    return this.#held.has(thing)
  }

  /** Takes a thing in, as the newest; not twice. One that comes when all is disposed is disposed at once. */
  hold(thing: object, holding: Holding): void {
    if (this.#held.has(thing) || this.#late?.has(thing) || this.#gone?.has(thing)) return
    hold(thing)
    if (!this.#disposal) this.#held.set(thing, holding)
    else if (this.#late) this.#late.set(thing, holding)
    else {
      this.#gone?.add(thing)
      // Whoever was told how the disposal went is gone; the thing must go all the same.
      disposeInOrder(this.#disposalsOf(thing, holding), { timeout: this.#options.disposeTimeout }).catch(
        () => undefined,
      )
    }
  }

  /**
   * Calls `arrived` with what a promise brings, to hold it. A disposal waits for the promise, and disposes what it
   * brought before the ledger's other things. One that is rejected brings nothing; that is its owner's to handle.
   *
   * @param name what a report calls it
   * @example ledger.holdPromised(promise, 'Database', (database) => ledger.hold(database, { name: 'Database' }))
   */
  holdPromised<Value>(promise: Promise<Value>, name: string, arrived: (value: Value) => void): void {
    const settled = promise.then(arrived).then(
      () => void this.#promised.delete(settled),
      () => void this.#promised.delete(settled),
    )
    if (!this.#disposal) this.#promised.set(settled, name)
  }

  /** Makes a thing that is held the newest: it was completed only now, out of others that came after it. */
  renew(thing: object): void {
    const holding = this.#held.get(thing)
    if (!holding) return
    this.#held.delete(thing)
    this.#held.set(thing, holding)
  }

  /**
   * Disposes the children, the newest first, then its own things, the newest first: what was completed later may
   * depend on what was there before. A second call returns the first one's promise.
   *
   * @throws {AggregateError} as `disposeInOrder` does
   */
  dispose(): Promise<void> {
    return this.#close(true)
  }

  /**
   * As `dispose`, for a build that failed or was overtaken: does not wait for promises. What they bring is disposed as
   * it comes.
   */
  discard(): Promise<void> {
    return this.#close(false)
  }

  #close(patient: boolean): Promise<void> {
    if (!this.#disposal) {
      // There before the first disposer runs, which may call this again.
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#disposal = promise
      resolve(this.#disposeAll(patient))
    }
    return this.#disposal
  }

  async #disposeAll(patient: boolean): Promise<void> {
    const { promise: done, resolve } = Promise.withResolvers<void>()
    try {
      await disposeInOrder(this.#empty(done, patient), { timeout: this.#options.disposeTimeout })
    } finally {
      if (this.#parent) this.#parent.#children.delete(this)
      resolve()
    }
  }

  /** All there is to dispose. `done`: when that will have happened, for a child that is asked to dispose meanwhile. */
  #empty(done: Promise<void>, patient: boolean): Iterable<Disposal> {
    const children = [...this.#children].toReversed().map((child) => child.#handOver(done, patient))
    const own = [...this.#held].toReversed().flatMap(([thing, holding]) => this.#disposalsOf(thing, holding))
    this.#gone = new WeakSet(this.#held.keys())
    this.#children.clear()
    this.#held.clear()
    if (patient && this.#promised.size > 0) this.#late = new Map()
    return this.#inTurn(children, own)
  }

  /** The children's, then what promises bring, once they have, then its own. */
  *#inTurn(children: readonly Iterable<Disposal>[], own: readonly Disposal[]): Iterable<Disposal> {
    for (const child of children) yield* child
    if (this.#late) {
      for (const [settled, name] of this.#promised) yield { name: `the promise of ${name}`, dispose: () => settled }
      const late = [...this.#late].toReversed()
      this.#late = undefined
      for (const [thing, holding] of late) {
        this.#gone?.add(thing)
        yield* this.#disposalsOf(thing, holding)
      }
    }
    yield* own
  }

  #handOver(done: Promise<void>, patient: boolean): Iterable<Disposal> {
    const underWay = this.#disposal
    this.#disposal ??= done
    // What goes wrong there is told to whoever began it.
    if (underWay) return [{ name: 'a child container', dispose: () => underWay.catch(() => undefined) }]
    return this.#empty(done, patient)
  }

  #disposalsOf(thing: object, holding: Holding): Disposal[] {
    const { name } = holding
    const farewells = holding.farewells?.() ?? []
    return [
      ...farewells.map((farewell) => ({ name, dispose: farewell })),
      { name, dispose: () => this.#letGo(thing, holding) },
    ]
  }

  #letGo(thing: object, holding: Holding): unknown {
    if (!letGo(thing) || this.#options.shared.owns(thing)) return undefined
    return holding.dispose ? holding.dispose() : disposerOf(thing)?.()
  }
}
