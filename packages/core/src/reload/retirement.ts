import type { Generation } from '../generation/generation.ts'
import type { Clock } from './clock.ts'

interface Entry<Api> {
  readonly generation: Generation<Api>
  readonly since: number
  readonly cancelTimer: () => void
  forced: number
}

export interface RetirementOptions {
  readonly clock: Clock
  /** Milliseconds. */
  readonly drainTimeout: number
  readonly drained: (generation: number) => void
  readonly timedOut: (generation: number) => void
}

/** The generations that have left the seat and wait for their leases. */
export class Retirement<Api> {
  readonly #options: RetirementOptions
  readonly #entries = new Map<number, Entry<Api>>()

  constructor(options: RetirementOptions) {
    this.#options = options
  }

  add(generation: Generation<Api>): void {
    const { clock, drainTimeout, drained, timedOut } = this.#options
    const { number } = generation
    const cancelTimer = clock.setTimer(drainTimeout, () => timedOut(number))
    this.#entries.set(number, { generation, since: clock.now(), cancelTimer, forced: 0 })
    generation.retire(() => drained(number))
  }

  cutOff(number: number): void {
    const entry = this.#entries.get(number)
    if (entry) entry.forced = entry.generation.cutOff()
  }

  /** Those that wait, the oldest first, each with when it retired. */
  *waiting(): Iterable<{ readonly generation: Generation<Api>; readonly since: number }> {
    yield* this.#entries.values()
  }

  /** Takes a generation out, to be disposed. `waited`: milliseconds since it retired. */
  take(
    number: number,
  ): { readonly generation: Generation<Api>; readonly waited: number; readonly forced: number } | undefined {
    const entry = this.#entries.get(number)
    if (!entry) return undefined
    this.#entries.delete(number)
    entry.cancelTimer()
    return { generation: entry.generation, waited: this.#options.clock.now() - entry.since, forced: entry.forced }
  }
}
