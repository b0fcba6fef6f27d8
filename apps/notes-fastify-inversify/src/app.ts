import 'reflect-metadata'
import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { DatabaseSync } from 'node:sqlite'
import websocket from '@fastify/websocket'
import fastify, { type FastifyInstance } from 'fastify'
import type { Container } from 'inversify'
import { migrate, openDatabase } from './database.ts'
import { answerErrors } from './errors.ts'
import { feedRoute, isFromHere } from './notes/feed-route.ts'
import { Feed, type FeedEvents } from './notes/feed.ts'
import { NoteStore } from './notes/note-store.ts'
import { noteRoutes } from './notes/note-routes.ts'
import { statsRoute } from './notes/stats-route.ts'
import { pageRoutes } from './page.ts'
import type { Resources } from './resources.ts'
import { DATABASE } from './settings.ts'

/**
 * Registers the services. The connection, and the feed of what happens to the notes in it, outlive a reload; they are
 * opened anew when the path changes.
 */
export async function configure(container: Container, { shared }: { readonly shared: Resources }): Promise<void> {
  const config = { path: DATABASE }
  const database = await shared.use('notes-db', config, openDatabase)
  const emitter = await shared.use('notes-feed', config, () => ({ value: new EventEmitter<FeedEvents>() }))
  migrate(database)
  container.bind(DatabaseSync).toConstantValue(database)
  container.bind(Feed).toConstantValue(new Feed(emitter))
  container.bind(NoteStore).toSelf().inSingletonScope()
}

/** Builds the application. It does not listen, and it does not know who calls it: main.ts or Hotseat. */
export default function createApp(container: Container): FastifyInstance {
  // Fastify's own ids begin anew with every instance, and so with every reload.
  const app = fastify({ genReqId: () => randomUUID() })
  answerErrors(app)
  app.register(websocket, { options: { maxPayload: 1024, verifyClient: isFromHere } })
  app.register(pageRoutes)
  app.register(noteRoutes, { container })
  app.register(feedRoute, { feed: container.get(Feed) })
  app.register(statsRoute, { feed: container.get(Feed), store: container.get(NoteStore) })
  return app
}
