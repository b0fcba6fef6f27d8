import { PassThrough } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { Feed } from './feed.ts'
import type { NoteStore } from './note-store.ts'

interface StatsOptions {
  readonly feed: Feed
  readonly store: NoteStore
}

/** A stream of server-sent events: how many notes there are, now and after every change. */
export async function statsRoute(app: FastifyInstance, { feed, store }: StatsOptions): Promise<void> {
  const open = new Set<PassThrough>()

  app.get('/stats', (_request, reply) => {
    const stream = new PassThrough()
    const tell = (): void => void stream.write(`data: ${JSON.stringify(store.count())}\n\n`)
    const stop = feed.subscribe(tell)
    open.add(stream)
    stream.on('close', () => {
      stop()
      open.delete(stream)
    })
    tell()
    return reply.type('text/event-stream').header('cache-control', 'no-store').send(stream)
  })

  // A server that closes waits for its responses, and these would never end.
  app.addHook('preClose', async () => {
    for (const stream of open) stream.end()
  })
}
