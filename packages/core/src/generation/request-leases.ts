import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Duplex } from 'node:stream'
import type { Lease } from './lease.ts'
import { sideTable } from './side-table.ts'

// An `import` of it would load all that its exports can be, among them a client for HTTP: a tenth of a start.
const http = process.getBuiltinModule('node:http')

/** Node publishes `{ request, response, socket, server }` on it before a server's `request` event. */
const requestStart = 'http.server.request.start'

/** The lease of each request, released once when the request is over. */
export class RequestLeases<Api> {
  readonly #acquire: (request: IncomingMessage) => Lease<Api>
  readonly #leases = sideTable<Lease<Api>>()
  readonly #responses = sideTable<ServerResponse>()
  readonly #sockets = new SocketEnds()

  constructor(acquire: (request: IncomingMessage) => Lease<Api>) {
    this.#acquire = acquire
  }

  /** The lease of the request; taken now if it has none yet. `end` closes when it is over; default its response, else its socket. */
  of(request: IncomingMessage, end?: ServerResponse | Duplex): Lease<Api> {
    const held = this.#leases.get(request)
    if (held) return held
    const until = end ?? this.#responses.get(request) ?? request.socket
    const lease = this.#acquire(request)
    this.#leases.set(request, lease)
    this.#releaseAtEnd(lease, request, until)
    return lease
  }

  /**
   * Takes the lease of every request of every server in the process as it arrives, for applications whose server is
   * their own: a handler that asks after an await gets the generation that was live when its request came.
   */
  takeOnArrival(isSeated: () => boolean): () => void {
    const arrived = (message: unknown): void => {
      if (!isRequestStart(message)) return
      this.#responses.set(message.request, message.response)
      if (isSeated()) this.of(message.request)
    }
    subscribe(requestStart, arrived)
    return () => unsubscribe(requestStart, arrived)
  }

  #releaseAtEnd(lease: Lease<Api>, request: IncomingMessage, until: ServerResponse | Duplex): void {
    // A pipelined response has no socket until its turn, and may never hear of the end of it. HTTP/2 has no such thing.
    const socket = until instanceof http.ServerResponse ? request.socket : until instanceof Duplex ? until : undefined
    const release = (): void => {
      if (socket) this.#sockets.forget(socket, release)
      lease.release()
    }
    until.on('close', release)
    if (socket) this.#sockets.tell(socket, release)
    if (until.closed) release()
  }
}

/** One `close` listener per socket, however many of its requests wait for it. */
class SocketEnds {
  readonly #waiting = sideTable<Set<() => void>>()

  tell(socket: Duplex, ended: () => void): void {
    const waiting = this.#waiting.get(socket)
    if (waiting) {
      waiting.add(ended)
      return
    }
    const first = new Set([ended])
    this.#waiting.set(socket, first)
    socket.once('close', () => {
      for (const each of first) each()
    })
  }

  forget(socket: Duplex, ended: () => void): void {
    this.#waiting.get(socket)?.delete(ended)
  }
}

function isRequestStart(
  message: unknown,
): message is { readonly request: IncomingMessage; readonly response: ServerResponse } {
  return (
    typeof message === 'object' &&
    message !== null &&
    'request' in message &&
    message.request instanceof http.IncomingMessage &&
    'response' in message &&
    message.response instanceof http.ServerResponse
  )
}
