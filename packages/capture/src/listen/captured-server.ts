import { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo, Server as NetServer } from 'node:net'
import type { Duplex } from 'node:stream'
import { actAs, actor, type Mounted } from '@hotseat/core'
import { emitAs } from '../emit-as.ts'
import { countConnection, pretendToListen } from './handle.ts'
import { standInFor, type StandIn } from './stand-in.ts'
import { InFlight } from './in-flight.ts'
import { connectionEvents, connectionListenersOf, type Protocol } from './real-server.ts'

/** A server of the application's that believes that it listens, and is fed what arrives at the port. */
export class CapturedServer {
  readonly server: NetServer
  readonly #inFlight = new InFlight()
  readonly #responses = new Set<ServerResponse>()
  readonly #known = new WeakSet<Duplex>()
  /** By connection, what the application has been shown of it, if it wants to know. */
  readonly #connections = new Map<Duplex, StandIn>()
  /** What Node itself does about a connection; that is done where the connection is. */
  readonly #nodesOwn: ReadonlySet<unknown>
  readonly #owner = actor()

  /** To be called as the application. */
  constructor(server: NetServer, protocol: Protocol) {
    this.server = server
    this.#nodesOwn = connectionListenersOf(protocol)
  }

  /** From now on it believes so. `closed`: it has been told to close. */
  listening(address: AddressInfo | string | null, closed: () => void): void {
    pretendToListen(this.server, address, closed)
    // What is in flight is elsewhere than where Node's own looks.
    if ('closeAllConnections' in this.server) {
      this.server.closeAllConnections = () => {
        for (const response of this.#responses) response.destroy()
      }
    }
    this.server.emit('listening')
  }

  handle(request: IncomingMessage, response: ServerResponse): unknown {
    this.#connected(request.socket)
    this.#responses.add(response)
    emitAs(this.#owner, request, response)
    countConnection(this.server, 1)
    this.#inFlight.begin(response, request.socket, () => {
      this.#responses.delete(response)
      this.#leave()
    })
    const handlers = this.server.rawListeners('request')
    if (handlers.length === 0) return this.#handleStream(request)
    const handling = handlers.map((handler): unknown => Reflect.apply(handler, this.server, [request, response]))
    return handling.length === 1 ? handling[0] : Promise.all(handling)
  }

  get upgrade(): Mounted['upgrade'] {
    if (this.server.listenerCount('upgrade') === 0) return undefined
    return (request, socket, head) => {
      this.#connected(socket)
      emitAs(this.#owner, request, socket)
      countConnection(this.server, 1)
      socket.once('close', () => this.#leave())
      this.server.emit('upgrade', request, socket, head)
    }
  }

  /** As Node closes it, if it is still open. Resolves when all that it was answering is done. */
  async close(): Promise<void> {
    if (!this.server.listening) return
    const closed = Promise.withResolvers<void>()
    this.server.close(() => closed.resolve())
    await closed.promise
  }

  /** The application is over: nothing of it is left on connections, which go on. */
  letGo(): void {
    for (const [socket, standIn] of this.#connections) {
      socket.off('close', this.#closed)
      standIn.letGo()
    }
    this.#connections.clear()
  }

  /** One function for all connections: which it is that has closed does not matter. */
  readonly #closed = (): void => {
    for (const socket of this.#connections.keys()) if (socket.destroyed) this.#connections.delete(socket)
  }

  /** What the application awaits of it comes to pass as its doing, whoever closes a connection. */
  #leave(): void {
    actAs(this.#owner, () => countConnection(this.server, -1))
  }

  /** An application that uses `node:http2` by its streams. */
  #handleStream(request: IncomingMessage): void {
    if (!('stream' in request) || !(request.stream instanceof EventEmitter)) return
    emitAs(this.#owner, request.stream)
    this.server.emit('stream', request.stream, request.headers, 0, request.rawHeaders)
  }

  /** What the application wants to know of each connection, it learns with the first request on it. */
  #connected(socket: Duplex): void {
    // Some find the server by the connection, to listen to it.
    Reflect.set(socket, 'server', this.server)
    if (this.#known.has(socket)) return
    this.#known.add(socket)
    const interested = connectionEvents
      .flatMap((event) => this.server.rawListeners(event))
      .filter((listener) => !this.#nodesOwn.has(listener))
    if (interested.length === 0) return
    const standIn = standInFor(socket)
    this.#connections.set(socket, standIn)
    socket.once('close', this.#closed)
    for (const listener of interested) Reflect.apply(listener, this.server, [standIn.socket])
  }
}
