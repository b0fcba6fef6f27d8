import type { Mounted } from '../ports/mounted.ts'

/**
 * One request's hold on its generation: while it is held, the generation is not disposed.
 *
 * @example
 * using lease = reloader.acquire()
 * lease.api.resolve(Mailer).flush()
 */
export interface Lease<Api> extends Disposable {
  /** The number of the generation it holds. Never changes, however many swaps follow. */
  readonly generation: number
  /** The generation's container. @throws {HotseatError} `HOTSEAT_LEASE_RELEASED` once the lease is released */
  readonly api: Api
  /**
   * A container scope of this lease's own: created when first read, disposed with the lease.
   * @throws {HotseatError} `HOTSEAT_LEASE_RELEASED` once the lease is released
   */
  readonly scope: Api
  /** The generation's mounted application, where a server binding is in use. */
  readonly mounted: Mounted | undefined
  /** Fires when the generation is about to be disposed although the lease is held: its drain timed out. */
  readonly signal: AbortSignal
  /** Keeps the lease until `work` has settled, even if `release` is called meanwhile. */
  hold(work: PromiseLike<unknown>): void
  /** Runs `work` with this lease as the `current()` one, also after its awaits. */
  run<Result>(work: () => Result): Result
  /** Gives the hold up. A second call does nothing. */
  release(): void
}
