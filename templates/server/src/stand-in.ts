import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** Stands for your framework: routes by path, and nothing else. Goes when the real one comes. */
export class Router {
  readonly #routes = new Map<string, Handler>()
  /** Takes over upgraded sockets, such as WebSockets. */
  upgrade: Upgrade | undefined

  /** What the handler returns, or its promise gives, is sent; nothing is sent for undefined. */
  on(path: string, handler: Handler): void {
    this.#routes.set(path, handler)
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const handler = this.#routes.get(request.url ?? '/')
    if (!handler) {
      response.writeHead(404).end('Nothing is here.')
      return
    }
    const answer = await handler(request, response)
    if (answer !== undefined) response.end(answer)
  }
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<string> | string | undefined
type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void
