import { serve, textOf, type CreateApp } from '@hotseat/conformance/serving'
import type { ServerBinding } from '@hotseat/core'
import createFastify, { type FastifyInstance } from 'fastify'
import { expect, test } from 'vitest'
import { fastify } from '../src/index.ts'

test('inject() works in a generation, and the address of a request is that of its client', async () => {
  await using served = await serve(fastify(), () => {
    const app = createFastify()
    app.get('/', ({ ip, host, protocol }) => `${ip} ${host} ${protocol}`)
    app.get('/injected', async () => (await app.inject('/')).body)
    return app
  })
  expect(await textOf(served.url)).toBe(`127.0.0.1 127.0.0.1:${served.port} http`)
  expect(await textOf(`${served.url}/injected`)).toBe('127.0.0.1 localhost:80 http')
})

test('the server of an instance never listens, and it has no address', async () => {
  const app = createFastify()
  const heard: string[] = []
  app.addHook('onListen', () => void heard.push('onListen'))
  await using served = await serve(fastify(), () =>
    app.get('/', () => JSON.stringify([app.server.address(), app.addresses()])),
  )
  expect(await textOf(served.url)).toBe('[null,[]]')
  expect([app.server.listening, heard]).toEqual([false, []])
  expect(() => app.listeningOrigin).toThrow(TypeError)
})

test('options for a server of its own have no effect: the listener’s server is the one that serves', async () => {
  const kinds: readonly CreateApp[] = [
    (api) => createFastify({ https: {}, maxRequestsPerSocket: 1, keepAliveTimeout: 1 }).get('/', () => api.greet()),
    (api) => createFastify({ http2: true, forceCloseConnections: true }).get('/', () => api.greet()),
    (api) => createFastify({ http2: true, https: {} }).get('/', () => api.greet()),
  ]
  await using served = await serve(fastify(), (api) => createFastify().get('/', () => api.greet()))
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
  await using served = await serve(counting, (api) => createFastify().get('/', async () => api.greet()))
  expect(await textOf(served.url)).toBe('hello from 1')
  expect(holds).toBe(1)
})
