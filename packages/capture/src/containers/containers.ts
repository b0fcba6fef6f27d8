import { current, disposeInOrder, type Disposal, type Registration } from '@hotseat/core'
import type { Library } from './library.ts'

/** So many more of them make it worth looking which are still there. */
const pruneAfter = 256

interface Found {
  readonly name: string
  /** What it knows; undefined once it is garbage, or where it was made for a request. */
  readonly registrations: () => readonly Registration[] | undefined
  /** Undefined once it is garbage. */
  readonly disposal: () => (() => unknown) | undefined
}

/** What a generation has made of containers, to be disposed with it. */
export class Containers {
  #found: Found[] = []
  #pruneAt = pruneAfter
  readonly #known = new WeakSet<object>()

  /** @param dispose lets go what it made; not called for what it has been called for */
  add<Made extends object>(name: string, library: Library, made: Made, dispose: (made: Made) => unknown): void {
    if (this.#known.has(made)) return
    this.#known.add(made)
    // What is made for a request is usually dropped with it; what then is still there is not the request's.
    const isOfRequest = current() !== undefined
    const held = isOfRequest ? new WeakRef(made) : new Held(made)
    this.#found.push(toFound(name, held, dispose, isOfRequest ? undefined : library))
    if (this.#found.length >= this.#pruneAt) this.#prune()
  }

  /** What those know that were not made for a request. */
  describe(): readonly Registration[] {
    return this.#found.flatMap(({ registrations }) => registrations() ?? [])
  }

  /**
   * Those that were made last go first, for they may use the others.
   *
   * @param first what goes before them
   * @param timeout milliseconds, for all of it
   * @throws {AggregateError} of what failed, after all was tried
   */
  async dispose(first: readonly Disposal[], timeout: number): Promise<void> {
    const found = this.#found.splice(0).toReversed()
    const disposals = found.map(({ name, disposal }) => ({ name, dispose: () => disposal()?.() }))
    await disposeInOrder([...first, ...disposals], { timeout })
  }

  #prune(): void {
    this.#found = this.#found.filter(({ disposal }) => disposal())
    this.#pruneAt = this.#found.length + pruneAfter
  }
}

class Held<Made> {
  readonly #made: Made

  constructor(made: Made) {
    this.#made = made
  }

  deref(): Made {
    return this.#made
  }
}

/** A function of its own: nothing that it makes may know more of what was made than `held` does. */
function toFound<Made extends object>(
  name: string,
  held: { deref(): Made | undefined },
  dispose: (made: Made) => unknown,
  library: Library | undefined,
): Found {
  return {
    name,
    registrations: () => {
      const present = held.deref()
      return present && library?.describe?.(present)
    },
    disposal: () => {
      const present = held.deref()
      return present && (() => dispose(present))
    },
  }
}
