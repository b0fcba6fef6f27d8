import type { Generation } from '../generation/generation.ts'
import type { GenerationStatus } from '../generation/status.ts'
import type { Retirement } from './retirement.ts'

/** Where each generation that holds something still stands. */
export class Standing<Api> {
  readonly #now: () => number
  readonly #retirement: Retirement<Api>
  readonly #disposing = new Map<Generation<Api>, number>()
  #live: { readonly generation: Generation<Api>; readonly since: number } | undefined

  /** @param now milliseconds */
  constructor(retirement: Retirement<Api>, now: () => number) {
    this.#retirement = retirement
    this.#now = now
  }

  /** The one in the seat. */
  get live(): Generation<Api> | undefined {
    return this.#live?.generation
  }

  /** Puts a generation, or none, into the seat; who was there retires. */
  seat(generation: Generation<Api> | undefined): void {
    const last = this.live
    this.#live = generation && { generation, since: this.#now() }
    if (last) this.#retirement.add(last)
  }

  /** Resolves when it has let go of everything. */
  async dispose(generation: Generation<Api>): Promise<void> {
    this.#disposing.set(generation, this.#now())
    await generation.dispose()
    this.#disposing.delete(generation)
  }

  /** The newest first. */
  all(): readonly GenerationStatus[] {
    const disposing = [...this.#disposing].map(([generation, since]) => this.#status(generation, 'disposing', since))
    const draining = [...this.#retirement.waiting()].map((each) =>
      this.#status(each.generation, 'draining', each.since),
    )
    const live = this.#live ? [this.#status(this.#live.generation, 'live', this.#live.since)] : []
    return [...live, ...draining, ...disposing].sort((left, right) => right.generation - left.generation)
  }

  #status(generation: Generation<Api>, state: GenerationStatus['state'], since: number): GenerationStatus {
    return {
      generation: generation.number,
      state,
      age: this.#now() - since,
      leases: generation.leases,
      modules: () => generation.describeModules(),
      registrations: () => generation.describeContainer(),
    }
  }
}
