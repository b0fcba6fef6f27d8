import { current } from '@hotseat/core'
import createExpress, { type Express } from 'express'
import createFastify, { type FastifyInstance } from 'fastify'

/** The routes that are measured: what a handler does beside answering. */
export const routes = ['/sync', '/async', '/scope'] as const

const page = '<!doctype html><title>hello</title><p>hello</p>'

export function expressApplication(): Express {
  return createExpress()
    .get('/json', (_request, response) => void response.json({ hello: 'world' }))
    .get('/page', (_request, response) => void response.send(page))
    .get('/sync', (_request, response) => void response.send('hello'))
    .get('/async', async (_request, response) => {
      await Promise.resolve()
      response.send('hello')
    })
    .get('/scope', (_request, response) => {
      touchScope()
      response.send('hello')
    })
}

/** Ready, as a plain server needs it. */
export async function fastifyApplication(): Promise<FastifyInstance> {
  const app = createFastify()
    .get('/json', (_request, reply) => void reply.send({ hello: 'world' }))
    .get('/page', (_request, reply) => void reply.type('text/html').send(page))
    .get('/sync', (_request, reply) => void reply.send('hello'))
    .get('/async', async () => {
      await Promise.resolve()
      return 'hello'
    })
    .get('/scope', (_request, reply) => {
      touchScope()
      void reply.send('hello')
    })
  await app.ready()
  return app
}

/** In the plain server there is none. */
function touchScope(): unknown {
  return current()?.scope
}
