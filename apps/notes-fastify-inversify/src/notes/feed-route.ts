import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Feed } from './feed.ts'

/** A WebSocket that is told of every change, as JSON. */
export async function feedRoute(app: FastifyInstance, { feed }: { readonly feed: Feed }): Promise<void> {
  app.get('/feed', { websocket: true }, (socket) => {
    const stop = feed.subscribe((change) => {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(change))
    })
    socket.on('close', stop)
    // What a client has sent that is no WebSocket's; the socket is closed then.
    socket.on('error', stop)
  })
}

/** Browsers let every page of the web open WebSockets to here; only our own may. Other programs send no origin. */
export function isFromHere({ req }: { readonly req: IncomingMessage }): boolean {
  const { origin, host } = req.headers
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)
}
