import type { HotseatError, Lease, Mounted, Reloader } from '@hotseat/core'
import type { IncomingMessage, Server as PlainServer, ServerResponse } from 'node:http'
import type { Http2SecureServer, Http2Server } from 'node:http2'
import type { Server as SecureServer } from 'node:https'
import type { ListenOptions } from 'node:net'
import type { Duplex } from 'node:stream'

/** A server of `node:http`, `node:https`, or `node:http2` with its compatibility API. */
export type HttpServer = PlainServer | SecureServer | Http2Server | Http2SecureServer

export interface ListenerOptions<Api> {
  /** Whose seat is served. It may be started before or after the listener. */
  readonly reloader: Reloader<Api>
  /** The user's own server. It may listen already, and is then left listening by `close()`. Default: a new `http.Server`. */
  readonly server?: HttpServer | undefined
  /** 0 takes any free port. Default 0. */
  readonly port?: number | undefined
  /** Default `127.0.0.1`: this machine only. */
  readonly host?: string | undefined
  /** How to open the port, or the socket, as `net.Server.listen()` takes it; in the place of `port` and `host`. */
  readonly open?: ListenOptions | undefined
  /** What of a generation answers here; undefined: nothing. Default: all that it has mounted. */
  readonly mounted?: ((lease: Lease<Api>) => Mounted | undefined) | undefined
  /**
   * `serve`: every request is answered at once, from the seat. `hold`: one that arrives while a change is pending waits
   * for the swap; after a build that failed it is answered by that failure. Default `serve`.
   */
  readonly freshness?: 'serve' | 'hold' | undefined
  /** Milliseconds that a request may wait, for freshness or for the first build; then the seat answers. Default 10,000. */
  readonly holdTimeout?: number | undefined
  /**
   * Event streams and upgraded sockets of a retired generation: `hold` lets them go on until its drain times out,
   * `close` ends them at the swap, so that clients connect again and reach the new one. Default `hold`.
   */
  readonly streams?: 'hold' | 'close' | undefined
  /** Milliseconds that `close()` waits for what is in flight, before it destroys the connections. Default 5,000. */
  readonly closeTimeout?: number | undefined
  /** Paths that Hotseat itself serves. */
  readonly reserved?: Reserved | undefined
  /**
   * Called with every request that is not for a reserved path, in the step in which it is answered; may change how the
   * response is sent. `generation`: who answers; undefined where Hotseat itself does, for want of one.
   */
  readonly prepare?: Prepare | undefined
  /** The application's folder, absolute: what a client is told of a failure is relative to it. Default: paths are told as they are. */
  readonly root?: string | undefined
  /** Told what the application, or the server, threw. Default: `console.error`. */
  readonly onError?: ((error: HotseatError) => void) | undefined
}

/** See `ListenerOptions.prepare`. */
export type Prepare = (request: IncomingMessage, response: ServerResponse, generation: number | undefined) => void

/** What is served under a prefix, and never by the application. */
export interface Reserved {
  /** Such as `/__hotseat`: the path itself and all below it. */
  readonly prefix: string
  handle(request: IncomingMessage, response: ServerResponse): unknown
  /** Without it, upgrades below the prefix are refused. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): unknown
}

/** Where a listener can be reached. */
export interface ListenAddress {
  readonly port: number
  readonly host: string
  /** With `localhost` where the host means every address: `http://localhost:5000`. */
  readonly url: string
}

/** The one listener of a development server: what arrives is handed to the seated generation. */
export interface Listener extends AsyncDisposable {
  readonly server: HttpServer
  /**
   * Opens the port; a second call returns the first one's promise, unless that failed.
   * @throws {HotseatError} `HOTSEAT_PORT_IN_USE`, `HOTSEAT_PORT_FORBIDDEN`, `HOTSEAT_HOST_UNAVAILABLE`,
   *   `HOTSEAT_BAD_PORT`, `HOTSEAT_LISTEN_FAILED`, `HOTSEAT_LISTENER_CLOSED`
   */
  listen(): Promise<ListenAddress>
  /**
   * Takes no more connections, lets what is in flight finish within `closeTimeout`, destroys what is left. The
   * reloader goes on. A second call returns the first one's promise.
   */
  close(): Promise<void>
}
