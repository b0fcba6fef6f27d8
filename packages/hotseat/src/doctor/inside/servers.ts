import type { Server } from 'node:net'
import type { ListeningServer } from '../evidence.ts'

// Importing these would load all that they export.
const net = process.getBuiltinModule('node:net')
const http = process.getBuiltinModule('node:http')
const tls = process.getBuiltinModule('node:tls')

export interface Servers {
  /** What answers their requests, or did when they began to listen: socket.io puts its own before it later. */
  listeners(): ReadonlySet<unknown>
  /** Where those that listen do so; each place once: behind a captured server there is Hotseat's. */
  listening(): readonly ListeningServer[]
}

/**
 * Watches servers by the event that tells that they listen, which a captured one emits as well.
 *
 * @param told whenever one listens
 */
export function watchServers(told: (server: ListeningServer) => void): Servers {
  const seen = new Set<Server>()
  const listeners = new Set<unknown>()
  const note = (server: Server): void => server.listeners('request').forEach((each) => listeners.add(each))
  const { prototype } = net.Server
  const emit: unknown = Reflect.get(prototype, 'emit')
  const watched = function watched(this: Server, ...given: unknown[]): unknown {
    const place = given[0] === 'listening' ? placeOf(this) : undefined
    if (place) {
      seen.add(this)
      note(this)
      told(place)
    }
    return typeof emit === 'function' && Reflect.apply(emit, this, given)
  }
  Reflect.set(prototype, 'emit', watched)
  return {
    listeners() {
      seen.forEach(note)
      return listeners
    },
    listening() {
      const places = [...seen].flatMap((server) => placeOf(server) ?? [])
      return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()]
    },
  }
}

/** Undefined for one that does not listen, and for the socket by which Hotseat locks an application. */
function placeOf(server: Server): ListeningServer | undefined {
  const address = server.listening ? server.address() : null
  const protocol = protocolOf(server)
  if (typeof address === 'string') return /hotseat-[^/\\]*$/.test(address) ? undefined : { protocol, path: address }
  return address ? { protocol, host: address.address, port: address.port } : undefined
}

function protocolOf(server: Server): ListeningServer['protocol'] {
  if (server instanceof http.Server) return 'http'
  if (server instanceof tls.Server) return server.listenerCount('request') > 0 ? 'https' : 'other'
  return server.constructor.name === 'Http2Server' ? 'http' : 'other'
}
