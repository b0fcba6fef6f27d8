import websocket from '@fastify/websocket'
import { tracingChannel } from 'node:diagnostics_channel'
import { connect } from 'node:net'
import { gate, get, openConnection, serve, textOf, type CreateApp } from '@hotseat/conformance/serving'
import type { ServerBinding } from '@hotseat/core'
import createFastify, { type FastifyInstance, type RouteHandlerMethod } from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { fastify } from '../src/index.ts'
import { query } from './query.ts'

type Work = () => Promise<void>

const greeting: CreateApp = (api) => createFastify().get('/', () => api.greet())

const failing = (): Promise<never> => Promise.reject(new Error('on to the error handler'))

/** Applications in which something goes on after the client has left. `work` is what does. */
const asynchronous: Readonly<Record<string, (app: FastifyInstance, work: Work) => unknown>> = {
  'a handler': (app, work) => app.get('/', work),
  'a handler within nested plugins': (app, work) =>
    app.register(async (outer) => outer.register(async (inner) => inner.get('/', work))),
  'a handler that has hijacked its reply': (app, work) =>
    app.get('/', async (_request, reply) => {
      reply.hijack()
      reply.raw.write('part')
      await work()
    }),
  'a handler behind an asynchronous hook': (app, work) =>
    app.addHook('preHandler', () => Promise.resolve()).get('/', work),
  'a hook': (app, work) => app.addHook('onRequest', work).get('/', () => ''),
  'a hook within a plugin': (app, work) =>
    app.register(async (plugin) => plugin.addHook('preValidation', work).get('/', () => '')),
  'a hook of one route': (app, work) => app.get('/', { preHandler: [() => Promise.resolve(), work] }, () => ''),
  'a hook on what is sent': (app, work) => app.addHook('onSend', work).get('/', () => Promise.resolve('')),
  'an error handler': (app, work) => app.setErrorHandler(work).get('/', failing),
  'an error handler of one route': (app, work) => app.get('/', { errorHandler: work }, failing),
  'a not-found handler': (app, work) => app.setNotFoundHandler(work),
  'a hook of the not-found handler': (app, work) => app.setNotFoundHandler({ preHandler: work }, async () => ''),
  'a parser of bodies': (app, work) => {
    app.addContentTypeParser('text/plain', { parseAs: 'string' }, work)
    app.post('/', () => '')
  },
  'a thenable of a query builder': (app, work) => app.get('/', () => query(work)),
}

/** The client leaves at work that has begun; there is a swap; the work resolves from its own container when it goes on. */
async function checkOutlivesClient(
  what: keyof typeof asynchronous,
  binding: ServerBinding<FastifyInstance> = fastify(),
): Promise<void> {
  const build = asynchronous[what] ?? expect.fail(`no such application: ${what}`)
  using slow = gate()
  const resolved = Promise.withResolvers<string>()
  const left = Promise.withResolvers<void>()
  let calls = 0
  await using served = await serve(binding, (api) => {
    const app = createFastify()
    app.addHook('onRequest', (_request, reply, done) => {
      reply.raw.on('close', () => left.resolve())
      done()
    })
    build(app, async () => {
      calls += 1
      await slow.pass()
      await Promise.resolve()
        .then(() => resolved.resolve(api.greet()))
        .catch(resolved.reject)
    })
    return app
  })
  using client = await openConnection(served.port)
  const post = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nbody'
  client.write(what === 'a parser of bodies' ? post : get('/'))
  await slow.reached
  await served.swap(greeting)
  client.socket.destroy()
  await left.promise
  // Whatever a release at this point would set off has happened once other requests have been answered.
  expect([await textOf(served.url), await textOf(served.url)]).toEqual(['hello from 2', 'hello from 2'])
  const disposed = served.event('disposed')
  slow.open()
  expect(await resolved.promise).toBe('hello from 1')
  expect(await disposed).toMatchObject({ generation: 1 })
  expect(calls).toBe(1)
}

for (const what of Object.keys(asynchronous)) {
  test(`V10 ${what} that runs on after the client left still has its container`, async () => {
    await checkOutlivesClient(what)
  })
}

test('V10 planted bug: a binding that only hands requests over is caught', async () => {
  const naive: ServerBinding<FastifyInstance> = {
    name: 'naive',
    async mount(app) {
      await app.ready()
      return { handle: (request, response) => app.routing(request, response) }
    },
  }
  await expect(checkOutlivesClient('a handler', naive)).rejects.toThrow('generation 1 is disposed')
})

/** Planted bug: the obvious channel, which knows of handlers only and loses those that hijack. */
function tracingHandlers(): ServerBinding<FastifyInstance> {
  return {
    name: 'tracing',
    async mount(app, leaseOf) {
      const running = new WeakMap<object, () => void>()
      const subscribers = {
        end(call: object) {
          if (!isCall(call) || !call.async) return
          const { promise, resolve } = Promise.withResolvers<void>()
          running.set(call, resolve)
          leaseOf(call.request.raw).hold(promise)
        },
        asyncEnd: (call: object) => running.get(call)?.(),
        start() {},
        asyncStart() {},
        error() {},
      }
      const channel = tracingChannel('fastify.request.handler')
      channel.subscribe(subscribers)
      await app.ready()
      return {
        handle: (request, response) => app.routing(request, response),
        close: async () => channel.unsubscribe(subscribers),
      }
    },
  }
}

function isCall(call: object): call is { readonly async: boolean; readonly request: { readonly raw: never } } {
  return 'async' in call && 'request' in call
}

test('V10 planted bug: a binding that knows of handlers alone is caught at a hook and at an error handler', async () => {
  await checkOutlivesClient('a handler', tracingHandlers())
  await expect(checkOutlivesClient('a hook', tracingHandlers())).rejects.toThrow('generation 1 is disposed')
  await expect(checkOutlivesClient('a hook on what is sent', tracingHandlers())).rejects.toThrow('is disposed')
  await expect(checkOutlivesClient('a not-found handler', tracingHandlers())).rejects.toThrow('is disposed')
})

/** A client gets a part, and leaves: nothing is held once the handler has settled. */
async function checkReleased(handler: RouteHandlerMethod, binding = fastify()): Promise<void> {
  await using served = await serve(binding, () => createFastify().get('/', handler), { drainTimeout: 400 })
  using client = await openConnection(served.port)
  client.write(get('/'))
  await client.until(/part/)
  await served.swap(greeting)
  expect(served.containers[0]?.isDisposed).toBe(false)
  const drained = served.event('drained')
  client.socket.destroy()
  expect(await drained).toMatchObject({ generation: 1, forced: 0 })
}

const hijacking: RouteHandlerMethod = async (_request, reply) => {
  reply.hijack()
  reply.raw.write('part')
  await Promise.resolve()
}

test('V12 a hijacked reply is released by its end', async () => {
  await checkReleased(hijacking)
})

test('V12 planted bug: a binding that awaits what Fastify never tells of a hijacked reply is caught', async () => {
  await expect(checkReleased(hijacking, tracingHandlers())).rejects.toThrow('forced')
})

test('V9 a handler that is done when it returns holds nothing beyond its response, sent or not', async () => {
  await checkReleased((_request, reply) => void reply.raw.write('part'))
})

test('V10 a WebSocket handler that runs on after its socket closed still has its container', async () => {
  using slow = gate()
  const resolved = Promise.withResolvers<string>()
  const closed = Promise.withResolvers<void>()
  await using served = await serve(fastify(), async (api) => {
    const app = createFastify()
    await app.register(websocket)
    app.get('/', { websocket: true }, async (socket) => {
      socket.on('close', () => closed.resolve())
      await slow.pass()
      await Promise.resolve()
        .then(() => resolved.resolve(api.greet()))
        .catch(resolved.reject)
    })
    return app
  })
  const client = connect(served.port, '127.0.0.1').on('error', () => {})
  client.write(
    get(
      '/',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ),
  )
  await slow.reached
  await served.swap(greeting)
  client.resetAndDestroy()
  await closed.promise
  expect([await textOf(served.url), await textOf(served.url)]).toEqual(['hello from 2', 'hello from 2'])
  slow.open()
  expect(await resolved.promise).toBe('hello from 1')
})

test('an instance of the user’s own is none of its concern: what its functions return is left as it is', async () => {
  await using _served = await serve(fastify(), greeting)
  let asked = 0
  const mine = query(() => {
    asked += 1
    return Promise.resolve('mine')
  })
  const app = createFastify().get('/', () => mine)
  onTestFinished(() => app.close())
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  expect(await (await fetch(url)).text()).toBe('mine')
  expect(asked).toBe(1)
})

test('V13 an upload that Fastify finds too large is answered at once, and its lease released', async () => {
  await using served = await serve(fastify(), () => createFastify({ bodyLimit: 10 }).post('/', () => 'never'), {
    drainTimeout: 2_000,
  })
  using client = await openConnection(served.port)
  client.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\n')
  await client.until(/^HTTP\/1.1 413 /)
  const drained = served.event('drained')
  await served.swap(greeting)
  client.socket.destroy()
  expect(await drained).toMatchObject({ generation: 1, forced: 0 })
})
