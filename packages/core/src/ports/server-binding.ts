import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Lease } from '../generation/lease.ts'

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

/** One generation's application, ready to be handed requests. */
export interface Mounted {
  /** Answers a request. A promise that it returns extends the request's lease until it settles. */
  handle(request: IncomingMessage, response: ServerResponse): unknown
  /** Takes over an upgraded socket. Without it, upgrades are refused. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Runs the application's own shutdown, once, after the last lease is released and before the container is disposed. */
  close?(): Promise<void>
}
