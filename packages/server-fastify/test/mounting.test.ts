import { createServer } from 'node:http'
import { connect } from 'node:net'
import { gate, serve, textOf, type CreateApp } from '@hotseat/conformance/serving'
import type { ServerBinding } from '@hotseat/core'
import createFastify, { type FastifyInstance } from 'fastify'
import { expect, test } from 'vitest'
import { fastify } from '../src/index.ts'

const greeting: CreateApp = (api) => createFastify().get('/', () => api.greet())

/** An instance that cannot start is closed, and its container disposed after it; the old generation serves. */
async function checkFailedMount(binding: ServerBinding<FastifyInstance>): Promise<void> {
  const closed: string[] = []
  await using served = await serve(binding, greeting)
  const failed = served.swap((api) => {
    const app = createFastify()
    app.addHook('onReady', () => Promise.reject(new Error('no database')))
    app.addHook('onClose', async () => void closed.push(`its container ${api.isDisposed ? 'gone' : 'there'}`))
    return app
  })
  await expect(failed).rejects.toThrow('no database')
  expect(closed).toEqual(['its container there'])
  expect(await textOf(served.url)).toBe('hello from 1')
  await served.swap(greeting)
  expect(await textOf(served.url)).toBe('hello from 3')
}

test('V20 an instance that does not become ready is closed, its build fails, and the old generation serves', async () => {
  await checkFailedMount(fastify())
})

test('V20 planted bug: a binding that does not wait until the instance is ready is caught', async () => {
  const hasty: ServerBinding<FastifyInstance> = {
    name: 'hasty',
    mount: (app) => Promise.resolve({ handle: (request, response) => app.routing(request, response) }),
  }
  await expect(checkFailedMount(hasty)).rejects.toThrow('promise resolved')
})

test('V20 planted bug: a binding that leaves a failed instance open is caught', async () => {
  const careless: ServerBinding<FastifyInstance> = {
    name: 'careless',
    async mount(app) {
      await app.ready()
      return { handle: (request, response) => app.routing(request, response), close: async () => app.close() }
    },
  }
  await expect(checkFailedMount(careless)).rejects.toThrow('to deeply equal')
})

test('V20 a hook that hangs fails the build when Fastify gives it up, and a close that fails as well does not hide that', async () => {
  await using served = await serve(fastify(), greeting)
  const failed = served.swap(() => {
    const app = createFastify({ pluginTimeout: 50 })
    app.addHook('onReady', () => new Promise(() => {}))
    app.addHook('onClose', () => Promise.reject(new Error('cannot close either')))
    return app
  })
  await expect(failed).rejects.toMatchObject({
    code: 'HOTSEAT_FASTIFY_NOT_READY',
    message: expect.stringContaining("'onReady' hook timed out"),
    cause: { code: 'FST_ERR_HOOK_TIMEOUT' },
  })
  expect(await textOf(served.url)).toBe('hello from 1')
})

test('V20 an instance that hangs is given up with its build, and closed as soon as it becomes ready all the same', async () => {
  using slow = gate()
  const closed = Promise.withResolvers<string>()
  await using served = await serve(fastify(), greeting, { buildTimeout: 300 })
  const failed = served.swap(() => {
    const app = createFastify({ pluginTimeout: 0 })
    app.addHook('onReady', () => slow.pass())
    app.addHook('onClose', () => Promise.resolve(closed.resolve('closed')))
    return app
  })
  await expect(failed).rejects.toMatchObject({ code: 'HOTSEAT_BUILD_TIMEOUT' })
  expect(await textOf(served.url)).toBe('hello from 1')
  slow.open()
  expect(await closed.promise).toBe('closed')
})

test('an instance that createApp has made ready itself is mounted as it is', async () => {
  let started = 0
  await using served = await serve(fastify(), async (api) => {
    const app = createFastify().get('/', () => api.greet())
    app.addHook('onReady', () => {
      started += 1
      return Promise.resolve()
    })
    await app.ready()
    return app
  })
  expect([await textOf(served.url), started]).toEqual(['hello from 1', 1])
})

test('V20 a schema that does not compile fails the build', async () => {
  await using served = await serve(fastify(), greeting)
  const failed = served.swap(() => createFastify().get('/', { schema: { params: { type: 'nonsense' } } }, () => ''))
  await expect(failed).rejects.toMatchObject({
    code: 'HOTSEAT_FASTIFY_NOT_READY',
    cause: { code: 'FST_ERR_SCH_VALIDATION_BUILD' },
  })
})

test('V20 a plugin that fails fails the build, and the old generation serves', async () => {
  await using served = await serve(fastify(), greeting)
  const failed = served.swap(() => createFastify().register(() => Promise.reject(new Error('no plugin'))))
  await expect(failed).rejects.toThrow('no plugin')
  expect(await textOf(served.url)).toBe('hello from 1')
})

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['a server', createServer()],
  ['a function', () => {}],
  ['an object', {}],
  ['a string', 'http://127.0.0.1:3000'],
])('V20 createApp that returns %s is told what to return, and the old generation serves', async (what, returned) => {
  await using served = await serve(fastify(), greeting)
  await expect(served.swap(() => returned)).rejects.toMatchObject({
    code: 'HOTSEAT_FASTIFY_NOT_AN_APPLICATION',
    message: expect.stringMatching(new RegExp(`returned ${what}.*return app$`)),
  })
  expect(await textOf(served.url)).toBe('hello from 1')
})

/** How an application may have been told to listen by the time that createApp returns. */
const listeners: Readonly<Record<string, CreateApp>> = {
  'and awaits that': async () => {
    const app = createFastify()
    await app.listen({ port: await freePort(), host: '127.0.0.1' })
    return app
  },
  'and does not await that': async () => {
    const app = createFastify()
    void app.listen({ port: await freePort() })
    return app
  },
  'with a callback': async () => {
    const app = createFastify()
    app.listen({ port: await freePort() }, () => {})
    return app
  },
  'on a port that is in use': async () => {
    const app = createFastify()
    void app.listen({ port: usedPort, host: '127.0.0.1' })
    return app
  },
}

let lastPort = 0
let usedPort = 0

for (const [how, createApp] of Object.entries(listeners)) {
  test(`an application that calls listen() ${how} is told not to, and no port stays open`, async () => {
    await using served = await serve(fastify(), greeting)
    usedPort = served.port
    await expect(served.swap(createApp)).rejects.toMatchObject({ code: 'HOTSEAT_FASTIFY_LISTENS' })
    expect(await textOf(served.url)).toBe('hello from 1')
    await expect(isOpen(lastPort)).resolves.toBe(false)
  })
}

test('an instance that several generations return is closed with the last of them', async () => {
  let closed = 0
  const app = createFastify().get('/', () => 'carried')
  app.addHook('onClose', () => {
    closed += 1
    return Promise.resolve()
  })
  await using served = await serve(fastify(), () => app)
  const disposed = served.event('disposed')
  await served.swap()
  await disposed
  expect([closed, await textOf(served.url)]).toEqual([0, 'carried'])
  await served.reloader.stop()
  expect(closed).toBe(1)
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  await new Promise((resolve) => void server.close(resolve))
  lastPort = address.port
  return lastPort
}

function isOpen(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect({ port, host: '127.0.0.1' }, () => resolve(true)).on('error', () => resolve(false))
  return promise.finally(() => socket.destroy())
}
