import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Mounted } from '@hotseat/core'
import type { MemoryApplication } from '../memory/server-binding.ts'

/** What a fault knows of all the generations of one binding. */
export interface Beyond {
  readonly kept: unknown[]
  readonly mounts: Mounted[]
  readonly responses: Set<ServerResponse>
  readonly sockets: Set<Duplex>
  /** The first application of which something was asked on the request's server. */
  ofServer(request: IncomingMessage, app: MemoryApplication): MemoryApplication
  /** Requests on the request's server so far. */
  count(request: IncomingMessage): number
}

export function createBeyond(): Beyond {
  const first = new WeakMap<object, MemoryApplication>()
  const counts = new WeakMap<object, number>()
  const keyOf = ({ socket }: IncomingMessage): object => serverOf(socket) ?? socket
  return {
    kept: [],
    mounts: [],
    responses: new Set(),
    sockets: new Set(),
    ofServer(request, app) {
      const known = first.get(keyOf(request)) ?? app
      first.set(keyOf(request), known)
      return known
    },
    count(request) {
      const count = (counts.get(keyOf(request)) ?? 0) + 1
      counts.set(keyOf(request), count)
      return count
    },
  }
}

export function serverOf(socket: Socket & { readonly server?: Server }): Server | undefined {
  return socket.server
}
