import { disposeInOrder, disposerOf, type Disposal, type SharedResources } from '@hotseat/core'
import { hold, letGo } from './holders.ts'

export interface LedgerOptions {
  /** Milliseconds that all of it may take to dispose. */
  readonly disposeTimeout: number
  readonly shared: SharedResources
}

/** What a container has to dispose, in the order in which it came, and the ledgers of its child containers. */
export class Ledger {
  readonly #options: LedgerOptions
  readonly #parent: Ledger | undefined
  /** By thing: the name that a report gives it. */
  readonly #held = new Map<object, string>()
  readonly #children = new Set<Ledger>()
  #disposal: Promise<void> | undefined

  constructor(options: LedgerOptions, parent?: Ledger) {
    this.#options = options
    this.#parent = parent
    if (parent) parent.#children.add(this)
  }

  holds(thing: object): boolean {
    return this.#held.has(thing)
  }

  /** Takes in a thing that has a disposer. One that comes too late is disposed at once. */
  hold(thing: object, name: string): void {
    if (this.#held.has(thing)) return
    hold(thing)
    if (!this.#disposal) this.#held.set(thing, name)
    // Whoever was told how the disposal went is gone; the thing must go all the same.
    else
      disposeInOrder([this.#disposalOf(thing, name)], { timeout: this.#options.disposeTimeout }).catch(() => undefined)
  }

  /**
   * Disposes the children, the newest first, then its own things, the newest first: what was completed later may
   * depend on what was there before. A second call returns the first one's promise.
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
    const own = [...this.#held].toReversed().map(([thing, name]) => this.#disposalOf(thing, name))
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

  #disposalOf(thing: object, name: string): Disposal {
    const { shared } = this.#options
    return { name, dispose: () => (letGo(thing) && !shared.owns(thing) ? disposerOf(thing)?.() : undefined) }
  }
}
