import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** One generation's application, ready to be handed requests. */
export interface Mounted {
  /** Answers a request. A promise that it returns extends the request's lease until it settles. */
  handle(request: IncomingMessage, response: ServerResponse): unknown
  /** Takes over an upgraded socket. Without it, upgrades are refused. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Runs the application's own shutdown, once, after the last lease is released and before the container is disposed. */
  close?(): Promise<void>
}
