import type { IncomingMessage } from 'node:http'
import type { Lease } from '../generation/lease.ts'
import type { Mounted } from './mounted.ts'

/** Turns the application that `createApp` returned into a request handler. It never listens. */
export interface ServerBinding<App> {
  /** The framework's name, for messages: `express`. */
  readonly name: string
  /**
   * @param app what the application's `createApp` returned, awaited
   * @param leaseOf the lease of a request that is being handled; the same one however often it is asked for
   * @throws {HotseatError} when `app` is not an application of this framework
   */
  mount<Api>(app: App, leaseOf: (request: IncomingMessage) => Lease<Api>): Promise<Mounted>
}
