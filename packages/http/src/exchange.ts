import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** A request with its response, or an upgraded socket, for as long as it is open. */
export interface Exchange {
  /** The generation that answers; undefined as long as none does. */
  generation: number | undefined
  /** It has no end of its own: an upgraded socket, an event stream. */
  readonly isStream: boolean
  /** Ends a stream as its application would have ended it. */
  end(): void
  /** Its connection is not to be used again. */
  isLast(): void
  destroy(): void
}

export class ResponseExchange implements Exchange {
  readonly #response: ServerResponse
  generation: number | undefined

  constructor(response: ServerResponse) {
    this.#response = response
  }

  /** `getHeader` knows nothing of headers that were given to `writeHead` alone; they are in the header block only. */
  get isStream(): boolean {
    if (!this.#response.headersSent || this.#response.writableEnded) return false
    const block: unknown = Reflect.get(this.#response, '_header')
    const type = String(this.#response.getHeader('content-type') ?? '')
    if (/^text\/event-stream\b/i.test(type)) return true
    return typeof block === 'string' && /^content-type: *text\/event-stream\b/im.test(block)
  }

  end(): void {
    // The application may write until it hears of the end; that must not become an uncaught error.
    this.#response.on('error', ignore)
    this.#response.end()
  }

  isLast(): void {
    if (this.#response.req.httpVersionMajor === 1) this.#response.shouldKeepAlive = false
  }

  destroy(): void {
    this.#response.destroy()
  }
}

export class SocketExchange implements Exchange {
  readonly #socket: Duplex
  readonly isStream = true
  generation: number | undefined

  constructor(socket: Duplex) {
    this.#socket = socket
    // Node takes its own listener away with the upgrade; a connection that breaks must not become an uncaught error.
    socket.on('error', ignore)
  }

  end(): void {
    // What was written still leaves; a client that keeps its half open does not keep the socket.
    this.#socket.end(() => this.destroy())
  }

  isLast(): void {}

  destroy(): void {
    this.#socket.destroy()
  }
}

function ignore(): void {}
