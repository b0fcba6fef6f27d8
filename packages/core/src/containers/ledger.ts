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
  /** What a report calls it. */
  readonly name: string
  /** Called first, one after the other, whoever else holds the thing. Asked for when the disposal begins. */
  farewells?(): readonly (() => unknown)[]
  /** Called by its last holder, unless the thing is shared. Default: its own disposer, see `disposerOf`. */
  dispose?(): unknown
}

/**
 * What a container of one generation has to dispose, in the order in which it came, and the ledgers of its child
 * containers. For the authors of container factories: create one from the `BuildContext`, `hold` what the container
 * makes or is given, `dispose` it with the container.
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

  /** Takes a thing in, as the newest; not twice. One that comes too late is disposed at once. */
  hold(thing: object, holding: Holding): void {
    if (this.#held.has(thing)) return
    hold(thing)
    if (!this.#disposal) this.#held.set(thing, holding)
    // Whoever was told how the disposal went is gone; the thing must go all the same.
    else
      disposeInOrder(this.#disposalsOf(thing, holding), { timeout: this.#options.disposeTimeout }).catch(
        () => undefined,
      )
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
    if (!this.#disposal) {
      // There before the first disposer runs, which may call this again.
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#disposal = promise
      resolve(this.#disposeAll())
    }
    return this.#disposal
  }

  async #disposeAll(): Promise<void> {
    const { promise: done, resolve } = Promise.withResolvers<void>()
    try {
      await disposeInOrder(this.#empty(done), { timeout: this.#options.disposeTimeout })
    } finally {
      if (this.#parent) this.#parent.#children.delete(this)
      resolve()
    }
  }

  /** All there is to dispose. `done`: when that will have happened, for a child that is asked to dispose meanwhile. */
  #empty(done: Promise<void>): Disposal[] {
    const children = [...this.#children].toReversed().flatMap((child) => child.#handOver(done))
    const own = [...this.#held].toReversed().flatMap(([thing, holding]) => this.#disposalsOf(thing, holding))
    this.#children.clear()
    this.#held.clear()
    return [...children, ...own]
  }

  #handOver(done: Promise<void>): Disposal[] {
    const underWay = this.#disposal
    this.#disposal ??= done
    // What goes wrong there is told to whoever began it.
    if (underWay) return [{ name: 'a child container', dispose: () => underWay.catch(() => undefined) }]
    return this.#empty(done)
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
