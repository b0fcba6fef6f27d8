import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { HotseatError } from '../errors.ts'
import type { Lease } from '../generation/lease.ts'
import type { GenerationStatus } from '../generation/status.ts'
import type { ReloaderEvents } from './events.ts'

/** What the seat holds. From `start()` to `stop()` it is a generation or, as long as none was ever built, a failure. */
export type Seat =
  | { readonly kind: 'starting' }
  | { readonly kind: 'generation'; readonly generation: number }
  | { readonly kind: 'failure'; readonly error: HotseatError }
  | { readonly kind: 'stopped' }

/** Keeps a live generation of an application in its seat while the source changes. Made by `createReloader`. */
export interface Reloader<Api> extends AsyncDisposable {
  readonly seat: Seat
  /** The failure of the last build, while an older generation, or none, serves. */
  readonly failure: HotseatError | undefined
  /**
   * Starts watching and builds the first generation. Resolves also when that build failed: the seat then holds the
   * failure, and the first good save mends it. Resolves too when `stop()` was called meanwhile.
   * @throws {HotseatError} when watching cannot start, or on a second call
   */
  start(): Promise<this>
  /** Retires the live generation, drains and disposes everything. Legal in every state; a second call returns the first one's promise. */
  stop(): Promise<void>
  /**
   * Builds and swaps without a change, from what is on disk. Resolves when it is done; its failure is reported as an event.
   *
   * @param options `anew`: no module is carried, for something changed that they have read while they ran, such as the
   *   environment. Holds until such a build is seated. Default false.
   */
  reload(options?: { readonly anew?: boolean }): Promise<void>
  /**
   * Builds and swaps the code that was served before what is served now, as it was read then, until the next change or
   * reload. A second call goes back further; ten generations are remembered. Resolves when it is done; its failure is
   * reported as an event.
   * @throws {HotseatError} `HOTSEAT_NOTHING_EARLIER` when nothing else was served before
   */
  back(): Promise<void>
  /** Changes are noted, and built when `resume()` is called. A build under way goes on, and `reload()` builds. */
  pause(): void
  resume(): void
  readonly isPaused: boolean
  /** The generations that hold something still, the newest first. For people to look at: it costs what there is to see. */
  generations(): readonly GenerationStatus[]
  /** Resolves when no change is pending: at once in quiet, else after the swap or the failure. */
  settled(): Promise<void>
  /** A lease on the live generation, to be released by the caller. @throws {HotseatError} `HOTSEAT_NO_GENERATION` while none is seated */
  acquire(): Lease<Api>
  /**
   * The lease of a request, the same one however often it is asked for; taken on the live generation the first time.
   * It is released when the response, or the socket where the response never had one, has closed.
   *
   * @param until what ends the request, where `request` came without a response: an upgraded socket
   * @throws {HotseatError} `HOTSEAT_NO_GENERATION` while none is seated
   * @example app.get('/', (request, response) => response.send(hot.lease(request).api.resolve(Greeter).greet()))
   */
  lease(request: IncomingMessage, until?: ServerResponse | Duplex): Lease<Api>
  /** The lease in whose `run` this code was called; never a newer one. Undefined outside. */
  current(): Lease<Api> | undefined
  /** Calls `listener` for each event of this name; returns how to stop that. */
  on<Name extends keyof ReloaderEvents>(name: Name, listener: (event: ReloaderEvents[Name]) => void): () => void
}
