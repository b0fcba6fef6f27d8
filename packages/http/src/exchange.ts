import type { Lease } from '@hotseat/core'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** A request with its response, or an upgraded socket, for as long as it is open. */
export interface Exchange {
  /** The generation that answers; undefined as long as none does. */
  readonly generation: number | undefined
  /** It has no end of its own: an upgraded socket, an event stream. */
  readonly isStream: boolean
  /** The generation of `lease` answers. Cut off with it. */
  answeredBy(lease: Lease<unknown>): void
  /** Ends a stream as its application would have ended it. */
  end(): void
  /** Its connection is not to be used again. */
  isLast(): void
  destroy(): void
}

export function responseExchange(request: IncomingMessage, response: ServerResponse): Exchange {
  let generation: number | undefined
  const destroy = (): void => void response.destroy()
  return {
    get generation() {
      return generation
    },
    get isStream() {
      return isEventStream(response)
    },
    answeredBy(lease) {
      generation = lease.generation
      lease.signal.addEventListener('abort', destroy, { once: true })
    },
    end() {
      // The application may write until it hears of the end; that must not become an uncaught error.
      response.on('error', ignore)
      response.end()
    },
    isLast() {
      if (request.httpVersionMajor === 1) response.shouldKeepAlive = false
    },
    destroy,
  }
}

export function socketExchange(socket: Duplex): Exchange {
  let generation: number | undefined
  const destroy = (): void => void socket.destroy()
  // Node takes its own listener away with the upgrade; a connection that breaks must not become an uncaught error.
  socket.on('error', ignore)
  return {
    get generation() {
      return generation
    },
    isStream: true,
    answeredBy(lease) {
      generation = lease.generation
      lease.signal.addEventListener('abort', destroy, { once: true })
    },
    end() {
      // What was written still leaves; a client that keeps its half open does not keep the socket.
      socket.end(destroy)
    },
    isLast: ignore,
    destroy,
  }
}

/** `getHeader` knows nothing of headers that were given to `writeHead` alone; they are in the header block only. */
function isEventStream(response: ServerResponse): boolean {
  if (!response.headersSent || response.writableEnded) return false
  const block: unknown = Reflect.get(response, '_header')
  const type = String(response.getHeader('content-type') ?? '')
  return (
    /^text\/event-stream\b/i.test(type) ||
    (typeof block === 'string' && /^content-type: *text\/event-stream\b/im.test(block))
  )
}

function ignore(): void {}
