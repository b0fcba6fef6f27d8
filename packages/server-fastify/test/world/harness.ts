import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ServerBinding } from '@hotseat/core'
import createFastify, { type FastifyInstance } from 'fastify'
import { fastify } from '../../src/index.ts'
import { serve, type Api, type CreateApp, type Serving, type ServingOptions } from './serving.ts'

/** One request, in the terms that every framework has. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Answers in the framework's own way. */
  readonly send: (body: string) => void
}

/** What an application does. Every framework's harness makes one of its own of it. */
export interface Behaviour {
  /** By path, for every method. What a handler returns, or throws, is the framework's to deal with. */
  readonly routes?: Readonly<Record<string, (exchange: Exchange) => unknown>>
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** Called as the application is closed, where the framework has a hook for that. */
  readonly closed?: () => unknown
  /** What the framework does before it is ready, where it has a hook for that. */
  readonly starting?: () => unknown
}

/** What the checks need of a framework. */
export interface Harness<App> {
  readonly binding: () => ServerBinding<App>
  readonly application: (behaviour: Behaviour) => App
}

export const fastifyHarness: Harness<FastifyInstance> = {
  binding: fastify,
  application({ routes = {}, upgrade, closed, starting }) {
    const app = createFastify()
    // Handlers read the body for themselves.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_request, _payload, done) => done(null))
    for (const [path, handler] of Object.entries(routes)) {
      app.all(path, (request, reply) =>
        handler({ request: request.raw, response: reply.raw, send: (body) => void reply.send(body) }),
      )
    }
    if (upgrade) app.server.on('upgrade', upgrade)
    if (closed) app.addHook('onClose', async () => void (await closed()))
    if (starting) app.addHook('onReady', async () => void (await starting()))
    return app
  },
}

export type CreateBehaviour = (api: Api) => Behaviour

export interface Harnessed extends Omit<Serving, 'swap'> {
  swap(behave?: CreateBehaviour): Promise<void>
}

/** Serves an application of the harness's framework. */
export async function serveBy<App>(
  { binding, application }: Harness<App>,
  behave: CreateBehaviour,
  options?: ServingOptions,
): Promise<Harnessed> {
  const createApp =
    (create: CreateBehaviour): CreateApp =>
    (api) =>
      application(create(api))
  const served = await serve(binding(), createApp(behave), options)
  return { ...served, swap: (next) => served.swap(next && createApp(next)) }
}

export const greeting: CreateBehaviour = (api) => ({ routes: { '/': ({ send }) => send(api.greet()) } })
