import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Reloader } from '@hotseat/core'
import { expect, test } from 'vitest'
import { ignoringPromises, releasingOnFinishOnly } from './world/planted.ts'
import {
  connectTo,
  createApplication,
  gate,
  get,
  greeting,
  listenFor,
  serve,
  type Api,
  type Connection,
  type CreateApp,
  type Serving,
} from './world/serving.ts'

test('V4 a request in flight finishes on the old generation, which is disposed after it and not before', async () => {
  const slow = gate()
  const served = await serve((api) => ({
    async handle(_request, response) {
      await slow.pass()
      response.end(api.greet())
    },
  }))
  const old = fetch(served.url)
  await slow.reached
  await served.swap(greeting)
  expect(await (await fetch(served.url)).text()).toBe('hello from 2')
  expect(served.containers[0]?.isDisposed).toBe(false)
  const disposed = served.event('disposed')
  slow.open()
  expect(await (await old).text()).toBe('hello from 1')
  expect(await disposed).toMatchObject({ generation: 1 })
})

test('V5 an upload during which the swap happens ends on the generation it began with, with every byte', async () => {
  const arrived = gate()
  const createApp: CreateApp = (api) => ({
    async handle(request, response) {
      void arrived.pass()
      let size = 0
      for await (const chunk of request) if (Buffer.isBuffer(chunk)) size += chunk.length
      response.end(`${api.greet()}, ${size} bytes`)
    },
  })
  const served = await serve(createApp)
  const half = Buffer.alloc(300_000, 'x')
  const answer = Promise.withResolvers<IncomingMessage>()
  const upload = httpRequest(served.url, { method: 'POST' }, answer.resolve)
  upload.write(half)
  await arrived.reached
  await served.swap(createApp)
  expect(served.containers[0]?.isDisposed).toBe(false)
  upload.end(half)
  expect(await textOf(await answer.promise)).toBe('hello from 1, 600000 bytes')
})

test('V7 I14 pipelined requests are answered in order, each by the generation it arrived at', async () => {
  const first = gate()
  const createApp: CreateApp = (api) => ({
    async handle({ url }, response) {
      if (url === '/1') await first.pass()
      response.end(`${url} ${api.greet()}\n`)
    },
  })
  const served = await serve(createApp)
  const client = await connectTo(served.port)
  client.write(get('/1') + get('/2') + get('/3'))
  await first.reached
  await served.swap(createApp)
  client.write(get('/4', 'Connection: close'))
  expect(client.received).toBe('')
  expect(served.containers[0]?.isDisposed).toBe(false)
  const drained = served.event('drained')
  first.open()
  expect((await client.closed()).match(/^\/.*$/gm)).toEqual([
    '/1 hello from 1',
    '/2 hello from 1',
    '/3 hello from 1',
    '/4 hello from 2',
  ])
  expect(await drained).toMatchObject({ generation: 1, forced: 0 })
})

/** How a request may end, once it has been proved to be in flight. */
const ends: Readonly<
  Record<string, { readonly requests: string; readonly end: (client: Connection, response: ServerResponse) => void }>
> = {
  'a finished response': { requests: get('/'), end: (_client, response) => void response.end('done') },
  'V9 an abort before the headers': { requests: get('/'), end: (client) => void client.socket.destroy() },
  'V9 an abort in mid-stream': { requests: get('/streaming'), end: (client) => void client.socket.destroy() },
  'V9 a reset in mid-stream': { requests: get('/streaming'), end: (client) => void client.socket.resetAndDestroy() },
  'V8 an aborted pipeline': {
    requests: get('/') + get('/2') + get('/3'),
    end: (client) => void client.socket.destroy(),
  },
  'V12 response.destroy()': { requests: get('/'), end: (_client, response) => void response.destroy() },
  'V12 a hijacked socket': {
    requests: get('/'),
    end(_client, response) {
      const { socket } = response
      if (!socket) throw new Error('the response has no socket')
      response.detachSocket(socket)
      socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nmine', () => socket.destroy())
    },
  },
}

async function checkReleased(
  end: keyof typeof ends,
  wrap: (reloader: Reloader<Api>) => Reloader<Api> = (reloader) => reloader,
): Promise<void> {
  const { requests, end: finish } = ends[end] ?? expect.fail(`no such end: ${end}`)
  const reached = Promise.withResolvers<ServerResponse>()
  const count = requests.split('GET').length - 1
  let arrived = 0
  const application = createApplication(
    () => ({
      handle({ url }, response) {
        arrived += 1
        if (url === '/streaming') response.write('part')
        if (arrived === count) reached.resolve(response)
      },
    }),
    { drainTimeout: 400 },
  )
  await application.reloader.start()
  const { port } = await listenFor(wrap(application.reloader))
  const client = await connectTo(port)
  client.write(requests)
  const response = await reached.promise
  if (requests.includes('/streaming')) await client.until(/part/)
  await application.swap(greeting)
  const drained = application.event('drained')
  expect(application.containers[0]?.isDisposed, 'in flight at the swap').toBe(false)
  finish(client, response)
  expect(await drained).toMatchObject({ generation: 1, forced: 0 })
}

for (const end of Object.keys(ends)) {
  test(`I16 the lease is released by ${end}`, async () => {
    await checkReleased(end)
  })
}

test('I16 planted bug: a lease that is released on finish only is caught', async () => {
  await expect(checkReleased('V9 an abort before the headers', releasingOnFinishOnly)).rejects.toThrow('forced')
  await expect(checkReleased('V8 an aborted pipeline', releasingOnFinishOnly)).rejects.toThrow('forced')
})

test('I16 releasing a lease a second time does not release that of another request', async () => {
  const slow = gate()
  const served: Serving = await serve((api) => ({
    async handle(request, response) {
      if (request.url === '/slow') {
        await slow.pass()
      } else {
        const lease = served.reloader.lease(request)
        lease.release()
        lease.release()
      }
      response.end(api.greet())
    },
  }))
  const old = fetch(`${served.url}/slow`)
  await slow.reached
  expect(await (await fetch(served.url)).text()).toBe('hello from 1')
  await served.swap(greeting)
  expect(served.containers[0]?.isDisposed).toBe(false)
  slow.open()
  expect(await (await old).text()).toBe('hello from 1')
})

async function checkOutlivesClient(
  wrap: (reloader: Reloader<Api>) => Reloader<Api> = (reloader) => reloader,
): Promise<void> {
  const slow = gate()
  const resolved = Promise.withResolvers<string>()
  const left = Promise.withResolvers<void>()
  const application = createApplication((api) => ({
    async handle(_request, response) {
      response.on('close', () => left.resolve())
      await slow.pass()
      await Promise.resolve()
        .then(() => resolved.resolve(api.greet()))
        .catch(resolved.reject)
    },
  }))
  await application.reloader.start()
  const { port } = await listenFor(wrap(application.reloader))
  const client = await connectTo(port)
  client.write(get('/'))
  await slow.reached
  await application.swap(greeting)
  client.socket.destroy()
  await left.promise
  // Whatever a release at this point would set off has happened once a whole other request was answered.
  await application.swap(greeting)
  const drained = application.event('disposed', 1)
  slow.open()
  expect(await resolved.promise).toBe('hello from 1')
  await drained
}

test('V10 a handler that runs on after its client left still has its container', async () => {
  await checkOutlivesClient()
})

test('V10 planted bug: a lease that ends with the response alone is caught', async () => {
  await expect(checkOutlivesClient(ignoringPromises)).rejects.toThrow('generation 1 is disposed')
})

test('I12 a handler that never settles is cut off when the drain times out, and its connection ended', async () => {
  const stuck = gate()
  const served = await serve(
    () => ({
      handle: () => stuck.pass(),
    }),
    { drainTimeout: 100 },
  )
  const client = await connectTo(served.port)
  client.write(get('/'))
  await stuck.reached
  const drained = served.event('drained')
  await served.swap(greeting)
  expect(await drained).toMatchObject({ generation: 1, forced: 1 })
  expect(await client.closed()).toBe('')
  expect(await (await fetch(served.url)).text()).toBe('hello from 2')
})

test('V26 V27 a request scope is created only when touched, disposed with the lease, and its failure harms nothing', async () => {
  const served: Serving = await serve(
    (api) => ({
      handle(request, response) {
        if (request.url === '/scope') expect(served.reloader.lease(request).scope).toBe(api)
        response.end(api.greet())
      },
    }),
    { disposeScope: () => Promise.reject(new Error('the scope cannot let go')) },
  )
  expect(await (await fetch(served.url)).text()).toBe('hello from 1')
  expect(served.scopes).toEqual({ created: 0, disposed: 0 })
  const failed = served.event('dispose-failed')
  expect(await (await fetch(`${served.url}/scope`)).text()).toBe('hello from 1')
  expect((await failed).error.message).toContain('the scope cannot let go')
  expect(served.scopes).toEqual({ created: 1, disposed: 1 })
  const drained = served.event('drained')
  await served.swap(greeting)
  expect(await drained).toMatchObject({ generation: 1, forced: 0 })
})

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks = await message.toArray()
  return Buffer.concat(chunks.filter((chunk) => Buffer.isBuffer(chunk))).toString()
}
