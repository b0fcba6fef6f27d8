import type { Server as NetServer } from 'node:net'
import type { HttpServer } from '@hotseat/http'
import { http, https } from './builtins.ts'
import { secureContextOf } from './settings.ts'

/** What a server speaks. */
export type Protocol = 'http' | 'https' | 'http2' | 'http2 over TLS'

/** Undefined for servers that speak something else than HTTP. */
export function protocolOf(server: NetServer): Protocol | undefined {
  if (server instanceof https.Server) return 'https'
  if (server instanceof http.Server) return 'http'
  // Node does not export their classes.
  if (server.constructor.name === 'Http2SecureServer') return 'http2 over TLS'
  return server.constructor.name === 'Http2Server' ? 'http2' : undefined
}

/** A server that speaks as the given one does, to take its place at the port. */
export function serverLike(server: NetServer, protocol: Protocol): HttpServer {
  switch (protocol) {
    case 'http':
      return http.createServer(declining)
    case 'https':
      return https.createServer({ ...declining, ...secureContextOf(server) })
    case 'http2':
      return process.getBuiltinModule('node:http2').createServer()
    case 'http2 over TLS':
      return process
        .getBuiltinModule('node:http2')
        .createSecureServer({ ...secureContextOf(server), allowHTTP1: allowsHttp1(server) })
    default:
      return protocol satisfies never
  }
}

/** What a server emits for each connection. */
export const connectionEvents = ['connection', 'secureConnection'] as const

const connectionListeners = new Map<Protocol, ReadonlySet<unknown>>()

/** The listeners for connections that every server of a protocol has of Node: they are the same functions. */
export function connectionListenersOf(protocol: Protocol): ReadonlySet<unknown> {
  const known = connectionListeners.get(protocol)
  if (known) return known
  const plain: NetServer = serverLike(http.createServer(), protocol)
  const listeners = new Set<unknown>(connectionEvents.flatMap((event) => plain.listeners(event)))
  connectionListeners.set(protocol, listeners)
  return listeners
}

/** HTTP/2 in clear text is declined, so such a client is answered in HTTP/1. */
const declining = {
  shouldUpgradeCallback: ({ headers }: { readonly headers: NodeJS.Dict<string | string[]> }): boolean =>
    String(headers['upgrade']).toLowerCase() !== 'h2c',
}

/** The options of a server of `node:http2` are behind a symbol. */
function allowsHttp1(server: NetServer): boolean {
  const key = Object.getOwnPropertySymbols(server).find(({ description }) => description === 'options')
  const options: unknown = key === undefined ? undefined : Reflect.get(server, key)
  return typeof options === 'object' && options !== null && Reflect.get(options, 'allowHTTP1') === true
}
