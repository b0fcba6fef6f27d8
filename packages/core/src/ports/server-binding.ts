import type { IncomingMessage } from 'node:http'
import type { Lease } from '../generation/lease.ts'
import type { Mounted } from './mounted.ts'

/** Turns the application that `createApp` returned into a request handler. It never listens. */
export interface ServerBinding<App> {
  /** The framework's name, for messages: `express`. */
  readonly name: string
  /** What it can do beyond the guarantee, or cannot. */
  readonly capabilities?: ServerCapabilities
  /**
   * @param app what the application's `createApp` returned, awaited
   * @param leaseOf the lease of a request that is being handled; the same one however often it is asked for
   * @throws {HotseatError} when `app` is not an application of this framework
   */
  mount<Api>(app: App, leaseOf: (request: IncomingMessage) => Lease<Api>): Promise<Mounted>
}

/** What a server binding can do beyond the guarantee, or cannot. What is left out has the default. */
export interface ServerCapabilities {
  /** Applications can take upgrades, such as WebSockets. Default true. */
  readonly upgrades?: boolean
  /** Applications answer HTTP/2 requests as `node:http2` hands them over by its compatibility API. Default true. */
  readonly http2?: boolean
  /** A lease lasts until the handlers of its request have settled, also after the client has left. Default true. */
  readonly heldHandlers?: boolean
  /** The framework has hooks for shutting down, which `close` runs. Default false. */
  readonly shutdownHooks?: boolean
}
