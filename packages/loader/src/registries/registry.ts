import { requester } from '../graph/running.ts'
import type { Holder } from '../graph/module.ts'
import { add, copyOf, emptyLike, isCollection, recordOf } from './contents.ts'
import { currentPackageLoad, currentRunner } from './users.ts'

/**
 * A registry that a package believes to be the only one of the process, and of which each generation has its own: it is
 * empty at first, so that when a generation's modules have run it has what it would have after a fresh start. Modules
 * that put something in are not carried. Packages run only once: what they put in, every later one has from the start.
 */
export class Registry {
  readonly #generations = new WeakMap<Holder, unknown>()
  /** Where no generation is concerned. */
  #outside: unknown
  /** What packages have put in. */
  #base: unknown

  /** @param present what there is already */
  constructor(present: unknown) {
    this.#outside = present
  }

  /** Of the generation whose code asks. */
  get(): unknown {
    const owner = this.#use()
    const value = this.#of(owner)
    if (value !== undefined || !owner) return value
    // An object of a class of its own the package makes by itself.
    for (const earlier of [this.#outside, this.#base]) if (isCollection(earlier)) this.#add(owner, earlier)
    return this.#of(owner)
  }

  /** For the generation whose code asks. */
  set(value: unknown): void {
    const owner = this.#use()
    if (!owner) {
      this.#outside = value
      return
    }
    const isNew = this.#of(owner) === undefined
    this.#generations.set(owner, value)
    if (isNew && value !== undefined) for (const earlier of [this.#outside, this.#base]) add(value, earlier)
  }

  /** A package has been loaded that used it. @param before what was in it then */
  keep(before: unknown): void {
    const owner = requester()
    const after = owner && this.#of(owner)
    if (after === undefined) return
    this.#base ??= emptyLike(after)
    add(this.#base, after, before)
  }

  #add(owner: Holder, earlier: unknown): void {
    const value = this.#of(owner)
    if (value === undefined) this.#generations.set(owner, copyOf(earlier))
    else add(value, earlier)
  }

  #of(owner: Holder | undefined): unknown {
    return owner ? this.#generations.get(owner) : this.#outside
  }

  #use(): Holder | undefined {
    const owner = requester()
    const load = currentPackageLoad()
    if (load) {
      if (owner && !load.before.has(this)) load.before.set(this, recordOf(this.#of(owner)))
      return owner
    }
    const runner = currentRunner()
    if (runner) runner.registers = true
    return owner
  }
}
