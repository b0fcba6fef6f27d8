import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Lease, Reloader } from '@hotseat/core'
import { onTestFinished } from 'vitest'
import { startListening, addressOf } from '../../src/listening.ts'
import type { Api } from './serving.ts'

/** A reloader of which some members are replaced by broken ones. */
function broken(reloader: Reloader<Api>, members: Partial<Pick<Reloader<Api>, 'lease' | 'on'>>): Reloader<Api> {
  return new Proxy(reloader, {
    get(target, key) {
      const planted: unknown = Reflect.get(members, key)
      if (planted !== undefined) return planted
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** Planted bug for I16: `finish` never comes when the client has gone. */
export function releasingOnFinishOnly(reloader: Reloader<Api>): Reloader<Api> {
  return broken(reloader, {
    lease(_request, until) {
      const lease = reloader.acquire()
      until?.once('finish', () => lease.release())
      return lease
    },
  })
}

/** Planted bug for V10: the lease lets go although the handler still works. */
export function ignoringPromises(reloader: Reloader<Api>): Reloader<Api> {
  return broken(reloader, {
    lease(request, until) {
      const lease = reloader.lease(request, until)
      return new Proxy(lease, {
        get(target, key): unknown {
          if (key === 'hold') return () => undefined
          const value: unknown = Reflect.get(target, key, target)
          return typeof value === 'function' ? value.bind(target) : value
        },
      })
    },
  })
}

/** Planted bug for I1: a listener that takes the lease when the body is there, not when the request arrives. */
export async function listenAndLeaseLate(reloader: Reloader<Api>): Promise<{ readonly url: string }> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await request.toArray()
    const lease: Lease<Api> = reloader.lease(request, response)
    request.unshift(Buffer.concat(body.filter((chunk) => Buffer.isBuffer(chunk))))
    await lease.run(() => lease.mounted?.handle(request, response))
  }
  const server = createServer((request, response) => void answer(request, response))
  onTestFinished(() => server.close().closeAllConnections())
  await startListening(server, { port: 0, host: '127.0.0.1' })
  return addressOf(server)
}
