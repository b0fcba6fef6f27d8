import type { EventEmitter } from 'node:events'
import type { ServerHttp2Session } from 'node:http2'
import { Socket, type Server as NetServer } from 'node:net'
import type { Duplex } from 'node:stream'
import { Server as TlsServer } from 'node:tls'
import { http, https } from './builtins.ts'
import type { Exchange } from './exchange.ts'
import type { HttpServer } from './options.ts'

interface Connection {
  /** HTTP/1 requests follow each other on it, so it is of no use any more once none is open. */
  readonly isSequential: boolean
  /** What is open on it, each with what forgets it. */
  readonly exchanges: Map<Exchange, () => void>
  readonly forget: () => void
}

/** The connections of one server, and what is in flight on each. It listens to each connection once. */
export class Connections {
  readonly #server: NetServer
  readonly #isHttp1: boolean
  readonly #open = new Map<Duplex, Connection>()
  readonly #sessions = new Set<ServerHttp2Session>()
  #isClosing = false
  #idle: PromiseWithResolvers<void> | undefined

  constructor(server: HttpServer) {
    this.#server = server
    this.#isHttp1 = server instanceof http.Server || server instanceof https.Server
  }

  attach(): void {
    this.#server.on('connection', this.#connected)
    this.#server.on('secureConnection', this.#secured)
    this.#server.on('session', this.#sessionOpened)
  }

  /** Lets go of the server, and of connections that go on. */
  detach(): void {
    this.#server.off('connection', this.#connected)
    this.#server.off('secureConnection', this.#secured)
    this.#server.off('session', this.#sessionOpened)
    for (const [socket, { forget }] of this.#open) socket.off('close', forget)
    this.#open.clear()
  }

  /** An exchange has begun on a connection. It is over when `until` closes, or the connection. */
  begin(exchange: Exchange, socket: Duplex, until: EventEmitter): void {
    const { exchanges } = this.#of(socket, this.#isHttp1)
    const ended = (): void => {
      exchanges.delete(exchange)
      if (this.#isClosing) this.#endIfUnused(socket)
      this.#tellIfIdle()
    }
    exchanges.set(exchange, ended)
    until.on('close', ended)
    if (this.#isClosing) exchange.isLast()
  }

  *exchanges(): Iterable<Exchange> {
    for (const { exchanges } of this.#open.values()) yield* exchanges.keys()
  }

  /** From now on no connection is used again: each is ended once nothing is in flight on it. */
  close(): void {
    this.#isClosing = true
    for (const exchange of this.exchanges()) exchange.isLast()
    for (const socket of this.#open.keys()) this.#endIfUnused(socket)
    for (const session of this.#sessions) session.close()
  }

  /** Resolves when nothing is in flight. */
  idle(): Promise<void> {
    this.#idle ??= Promise.withResolvers<void>()
    const { promise } = this.#idle
    this.#tellIfIdle()
    return promise
  }

  /** Breaks off what is in flight, or, where the server's port is ours, every connection. */
  destroy(isPortOurs: boolean): void {
    for (const one of isPortOurs ? this.#open.keys() : this.exchanges()) one.destroy()
  }

  // What carries TLS or HTTP/2 is known so that it can be destroyed; nothing else is its concern.
  readonly #connected = (socket: Duplex): void => {
    this.#of(socket, this.#isHttp1 && !(this.#server instanceof TlsServer))
  }

  readonly #secured = (socket: Duplex): void => {
    this.#of(socket, this.#isHttp1)
  }

  readonly #sessionOpened = (session: ServerHttp2Session): void => {
    this.#sessions.add(session)
    session.once('close', () => this.#sessions.delete(session))
  }

  #of(socket: Duplex, isSequential: boolean): Connection {
    const known = this.#open.get(socket)
    if (known) return known
    const exchanges = new Map<Exchange, () => void>()
    const forget = (): void => {
      this.#open.delete(socket)
      for (const ended of exchanges.values()) ended()
    }
    const connection = { isSequential, exchanges, forget }
    this.#open.set(socket, connection)
    socket.once('close', forget)
    return connection
  }

  #endIfUnused(socket: Duplex): void {
    const connection = this.#open.get(socket)
    const isUnused = connection?.isSequential === true && connection.exchanges.size === 0
    if (isUnused && socket instanceof Socket) socket.destroySoon()
  }

  #tellIfIdle(): void {
    if (!this.#idle) return
    const [busy] = this.exchanges()
    if (busy) return
    this.#idle.resolve()
    this.#idle = undefined
  }
}
