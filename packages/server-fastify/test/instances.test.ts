import { createServer as createPlainServer } from 'node:http'
import type { ServerBinding } from '@hotseat/core'
import createFastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { expect, test } from 'vitest'
import { fastify } from '../src/index.ts'
import { collectGarbage } from './world/memory.ts'
import { serve, texts, type CreateApp } from './world/serving.ts'

test('inject() works in a generation, and the address of a request is that of its client', async () => {
  const served = await serve(fastify(), () => {
    const app = createFastify()
    app.get('/', ({ ip, host, protocol }) => `${ip} ${host} ${protocol}`)
    app.get('/injected', async () => (await app.inject('/')).body)
    return app
  })
  expect(await texts(served, '/')).toEqual([`127.0.0.1 127.0.0.1:${served.port} http`])
  expect(await texts(served, '/injected')).toEqual(['127.0.0.1 localhost:80 http'])
})

test('the server of an instance never listens, and it has no address', async () => {
  const app = createFastify()
  const heard: string[] = []
  app.addHook('onListen', () => void heard.push('onListen'))
  const served = await serve(fastify(), () =>
    app.get('/', () => JSON.stringify([app.server.address(), app.addresses()])),
  )
  expect(await texts(served, '/')).toEqual(['[null,[]]'])
  expect([app.server.listening, heard]).toEqual([false, []])
  expect(() => app.listeningOrigin).toThrow(TypeError)
})

test('options for a server of its own have no effect: the listener’s server is the one that serves', async () => {
  const kinds: readonly CreateApp[] = [
    (api) => createFastify({ https: {}, maxRequestsPerSocket: 1, keepAliveTimeout: 1 }).get('/', () => api.greet()),
    (api) => createFastify({ http2: true, forceCloseConnections: true }).get('/', () => api.greet()),
    (api) => createFastify({ http2: true, https: {} }).get('/', () => api.greet()),
  ]
  const served = await serve(fastify(), (api) => createFastify().get('/', () => api.greet()))
  for (const [index, createApp] of kinds.entries()) {
    await served.swap(createApp)
    const answer = await fetch(served.url)
    expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'keep-alive'])
    expect(await answer.text()).toBe(`hello from ${index + 2}`)
  }
})

test('V25 instances are observed once, however many bindings are made', async () => {
  const bindings = [fastify(), fastify(), fastify()]
  let holds = 0
  const counting: ServerBinding<FastifyInstance> = {
    name: 'counting',
    mount(app, leaseOf) {
      const [binding = fastify()] = bindings
      return binding.mount(app, (request) => {
        const lease = leaseOf(request)
        const hold = (work: PromiseLike<unknown>): void => {
          holds += 1
          lease.hold(work)
        }
        return Object.create(lease, { hold: { value: hold } })
      })
    },
  }
  const served = await serve(counting, (api) => createFastify().get('/', async () => api.greet()))
  expect(await texts(served, '/')).toEqual(['hello from 1'])
  expect(holds).toBe(1)
})

/** Which of the instances of 50 generations are still in memory at the end. */
async function survivors(options: FastifyServerOptions): Promise<number> {
  const instances: WeakRef<object>[] = []
  const createApp: CreateApp = (api) => {
    const app = createFastify(options)
    app.get('/', async () => api.greet())
    app.register(async (plugin) => plugin.get('/plugin', () => ''))
    instances.push(new WeakRef(app))
    return app
  }
  const served = await serve(fastify(), createApp)
  for (let generation = 1; generation < 50; generation += 1) {
    expect(await texts(served, '/')).toEqual([`hello from ${generation}`])
    const disposed = served.event('disposed', (event) => event.generation === generation)
    await served.swap()
    await disposed
  }
  await collectGarbage()
  return instances.filter((instance) => instance.deref()).length
}

test('I9 of 50 generations that were disposed no instance stays in memory', async () => {
  expect(await survivors({})).toBeLessThanOrEqual(2)
})

test('I9 planted bug: instances on a server that outlives them are caught', async () => {
  const shared = createPlainServer()
  expect(await survivors({ serverFactory: () => shared.setMaxListeners(0) })).toBe(50)
})
