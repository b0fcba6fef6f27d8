import { disposeInOrder } from '../disposal.ts'
import type { Scope } from '../ports/container-factory.ts'
import type { Mounted } from '../ports/server-binding.ts'
import { runWith } from './current.ts'
import { errors } from './errors.ts'
import type { Generation } from './generation.ts'
import type { Lease } from './lease.ts'

export interface GenerationLeaseOptions {
  /** The generation was cut off before this lease was taken. */
  readonly cutOff: boolean
  /** Milliseconds that the request scope may take to dispose. */
  readonly disposeTimeout: number
  readonly disposeFailed: (error: unknown) => void
  /** Called once: the generation is not needed any more by this lease. */
  readonly ended: () => void
}

/** A {@link Lease}; see there. It ends when it was released, its work has settled and its scope is disposed. */
export class GenerationLease<Api> implements Lease<Api> {
  readonly #generation: Generation<Api>
  readonly #options: GenerationLeaseOptions
  readonly #abort = new AbortController()
  #scope: Scope<Api> | undefined
  #works = 0
  #released = false
  #ended = false

  constructor(generation: Generation<Api>, options: GenerationLeaseOptions) {
    this.#generation = generation
    this.#options = options
    if (options.cutOff) this.cutOff()
  }

  get generation(): number {
    return this.#generation.number
  }

  get api(): Api {
    this.#check()
    return this.#generation.container.api
  }

  get scope(): Api {
    this.#check()
    this.#scope ??= this.#generation.container.createScope()
    return this.#scope.api
  }

  get mounted(): Mounted | undefined {
    return this.#generation.mounted
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  hold(work: PromiseLike<unknown>): void {
    if (this.#ended) return
    this.#works += 1
    const settled = (): void => {
      this.#works -= 1
      this.#endIfDone()
    }
    work.then(settled, settled)
  }

  run<Result>(work: () => Result): Result {
    return runWith(this, work)
  }

  release(): void {
    this.#released = true
    this.#endIfDone()
  }

  [Symbol.dispose](): void {
    this.release()
  }

  cutOff(): void {
    this.#abort.abort(errors.cutOff(this.generation))
  }

  #check(): void {
    if (this.#ended) throw errors.leaseReleased(this.generation)
  }

  #endIfDone(): void {
    if (this.#ended || !this.#released || this.#works > 0) return
    this.#ended = true
    void this.#end()
  }

  async #end(): Promise<void> {
    const scope = this.#scope
    if (scope) {
      const disposal = { name: `a request scope of generation ${this.generation}`, dispose: () => scope.dispose() }
      try {
        await disposeInOrder([disposal], { timeout: this.#options.disposeTimeout })
      } catch (error) {
        this.#options.disposeFailed(error)
      }
    }
    this.#options.ended()
  }
}
