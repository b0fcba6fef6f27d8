import type { IncomingMessage } from 'node:http'
import { disposeInOrder } from '../disposal.ts'
import type { Container, Scope } from '../ports/container-factory.ts'
import type { Mounted } from '../ports/mounted.ts'
import { runWith } from './current.ts'
import { errors } from './errors.ts'
import type { Lease } from './lease.ts'
import type { LeaseStatus } from './status.ts'

/** What a lease needs of its generation. */
export interface Leased<Api> {
  readonly number: number
  /** @throws {HotseatError} `HOTSEAT_GENERATION_DISPOSED` */
  readonly container: Container<Api>
  readonly mounted: Mounted | undefined
}

export interface LeaseOptions {
  /** Whose generation it is: by it a reloader knows its own leases. */
  readonly owner: object
  /** Milliseconds that the request scope may take to dispose. */
  readonly disposeTimeout: number
  /** Something of it did not dispose as it should. */
  readonly disposeFailed: (error: unknown) => void
  /** Milliseconds. */
  readonly now: () => number
}

/** A {@link Lease}; see there. It ends when it was released, its work has settled and its scope is disposed. */
export class GenerationLease<Api> implements Lease<Api> {
  readonly generation: number
  /** Undefined once it has ended: a timer or a socket that remembers its request must not keep the generation in memory. */
  #held: Leased<Api> | undefined
  readonly #options: LeaseOptions
  readonly #ended: (lease: GenerationLease<Api>) => void
  #abort: AbortController | undefined
  #scope: Scope<Api> | undefined
  #works = 0
  #released = false
  #request: IncomingMessage | undefined
  readonly #since: number

  /** @param ended called once, with this lease: it does not need the generation any more */
  constructor(
    generation: Leased<Api>,
    options: LeaseOptions,
    ended: (lease: GenerationLease<Api>) => void,
    request?: IncomingMessage,
  ) {
    this.generation = generation.number
    this.#held = generation
    this.#options = options
    this.#ended = ended
    this.#request = request
    this.#since = options.now()
  }

  get status(): LeaseStatus {
    const { method, url = '/' } = this.#request ?? {}
    return {
      route: this.#request && `${method} ${url.split('?', 1)[0]}`,
      age: this.#options.now() - this.#since,
      released: this.#released,
    }
  }

  isOf(owner: object): boolean {
    return this.#options.owner === owner
  }

  get api(): Api {
    return this.#check().container.api
  }

  get scope(): Api {
    const { container } = this.#check()
    this.#scope ??= container.createScope()
    return this.#scope.api
  }

  get mounted(): Mounted | undefined {
    return this.#held?.mounted
  }

  get signal(): AbortSignal {
    this.#abort ??= new AbortController()
    return this.#abort.signal
  }

  hold(work: PromiseLike<unknown>): void {
    if (!this.#held) return
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
    this.#abort ??= new AbortController()
    this.#abort.abort(errors.cutOff(this.generation))
  }

  #check(): Leased<Api> {
    if (this.#held) return this.#held
    throw errors.leaseReleased(this.generation)
  }

  #endIfDone(): void {
    if (!this.#held || !this.#released || this.#works > 0) return
    this.#held = undefined
    this.#request = undefined
    const scope = this.#scope
    this.#scope = undefined
    if (scope) void this.#disposeScope(scope)
    else this.#ended(this)
  }

  async #disposeScope(scope: Scope<Api>): Promise<void> {
    const disposal = { name: `a request scope of generation ${this.generation}`, dispose: () => scope.dispose() }
    try {
      await disposeInOrder([disposal], { timeout: this.#options.disposeTimeout })
    } catch (error) {
      this.#options.disposeFailed(error)
    } finally {
      this.#ended(this)
    }
  }
}
