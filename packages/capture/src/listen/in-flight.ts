import type { EventEmitter } from 'node:events'
import type { Duplex } from 'node:stream'

interface Connection {
  readonly ends: Set<() => void>
  readonly closed: () => void
}

/** What a server is answering. A response that the application has detached from its socket ends with that. */
export class InFlight {
  readonly #connections = new Map<Duplex, Connection>()

  /** @param over called once, when the response has closed, or the socket that it was to go to */
  begin(response: EventEmitter, socket: Duplex, over: () => void): void {
    const { ends } = this.#of(socket)
    const end = (): void => {
      if (!ends.delete(end)) return
      response.off('close', end)
      this.#forgetIfIdle(socket)
      over()
    }
    ends.add(end)
    response.on('close', end)
  }

  /** One listener for each connection, as long as something is in flight on it: it may carry many generations. */
  #of(socket: Duplex): Connection {
    const known = this.#connections.get(socket)
    if (known) return known
    const ends = new Set<() => void>()
    const closed = (): void => {
      for (const end of ends) end()
    }
    const connection = { ends, closed }
    this.#connections.set(socket, connection)
    socket.on('close', closed)
    return connection
  }

  #forgetIfIdle(socket: Duplex): void {
    const connection = this.#connections.get(socket)
    if (!connection || connection.ends.size > 0) return
    this.#connections.delete(socket)
    socket.off('close', connection.closed)
  }
}
