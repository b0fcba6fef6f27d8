import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createListener } from '../src/index.ts'
import { connectTo, createApplication, gate, get, greeting, listenFor, serve, type Serving } from './world/serving.ts'

/** More than the buffers between two sockets hold. */
const large = Buffer.alloc(20_000_000, 'x')

const patient = { closeTimeout: 20_000 }

test('V22 close() is idempotent, before, during and after listen()', async () => {
  const { listener } = await serve(greeting)
  expect(listener.close()).toBe(listener.close())
  await listener.close()
  await listener[Symbol.asyncDispose]()
  await expect(listener.listen()).rejects.toMatchObject({ code: 'HOTSEAT_LISTENER_CLOSED' })

  const { reloader } = createApplication(greeting)
  const never = createListener({ reloader })
  await never.close()
  const opening = createListener({ reloader })
  const listening = opening.listen()
  expect(opening.listen()).toBe(listening)
  await opening.close()
  const { port } = await listening
  await expect(connectTo(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('V22 close during a swap: the request in flight is answered, the swap completes', async () => {
  const slow = gate()
  const served = await serve(
    (api) => ({
      async handle(_request, response) {
        await slow.pass()
        response.end(api.greet())
      },
    }),
    patient,
  )
  const old = fetch(served.url)
  await slow.reached
  const build = served.delayNextBuild()
  const swapped = served.swap(greeting)
  const closed = served.listener.close()
  build()
  await swapped
  slow.open()
  expect(await (await old).text()).toBe('hello from 1')
  await closed
})

test('close() lets in-flight responses finish, closes idle connections, and takes no new ones', async () => {
  const slow = gate()
  const served = await serve(
    (api) => ({
      async handle({ url }, response) {
        if (url === '/streaming') response.write('part')
        if (url !== '/') await slow.pass()
        response.end(api.greet())
      },
    }),
    patient,
  )
  const [waiting, streaming, idle, untouched] = await Promise.all(
    Array.from({ length: 4 }, () => connectTo(served.port)),
  )
  if (!waiting || !streaming || !idle || !untouched) throw new Error('too few connections')
  waiting.write(get('/waiting'))
  streaming.write(get('/streaming'))
  idle.write(get('/'))
  await Promise.all([idle.until(/hello/), streaming.until(/part/), slow.reached])
  const closed = served.listener.close()
  await Promise.all([idle.closed(), untouched.closed()])
  await expect(connectTo(served.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  expect(waiting.received).toBe('')
  slow.open()
  expect(await waiting.closed()).toMatch(/connection: close\r\n[^]*hello from 1$/i)
  expect(await streaming.closed()).toMatch(/hello from 1\r\n0\r\n\r\n$/)
  await closed
})

async function checkDelivered(close: (served: Serving) => Promise<unknown>): Promise<void> {
  const ended = Promise.withResolvers<void>()
  const served = await serve(
    () => ({
      handle(_request, response) {
        response.end(large)
        ended.resolve()
      },
    }),
    patient,
  )
  const client = await connectTo(served.port)
  client.socket.pause()
  client.write(get('/'))
  await ended.promise
  const closed = close(served)
  client.socket.resume()
  expect((await client.closed()).split('\r\n\r\n')[1]?.length).toBe(large.length)
  await closed
}

test('close() does not cut off a response that is complete but not yet delivered', async () => {
  await checkDelivered(({ listener }) => listener.close())
})

test('planted bug: the server’s own close(), which does, is caught', async () => {
  const close = ({ listener: { server } }: Serving): Promise<unknown> => new Promise((resolve) => server.close(resolve))
  await expect(checkDelivered(close)).rejects.toThrow(`to be ${large.length}`)
})

test('close() is bounded: after closeTimeout connections are destroyed', async () => {
  const stuck = gate()
  const served = await serve(() => ({ handle: () => stuck.pass() }), { closeTimeout: 50 })
  const client = await connectTo(served.port)
  client.write(get('/'))
  await stuck.reached
  await served.listener.close()
  expect(await client.closed()).toBe('')
  stuck.open()
})

test("streams: 'close' ends streams at close(), and is not kept waiting by them", async () => {
  const served = await serve(
    () => ({
      handle(_request, response) {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: x\n\n')
      },
      upgrade(_request, socket) {
        socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\nopen')
      },
    }),
    { ...patient, streams: 'close' },
  )
  const events = await connectTo(served.port)
  const socket = await connectTo(served.port)
  events.write(get('/'))
  socket.write(get('/', 'Connection: Upgrade', 'Upgrade: bytes'))
  await Promise.all([events.until(/data: x/), socket.until(/open/)])
  await served.listener.close()
  expect(await events.closed()).toMatch(/\r\n0\r\n\r\n$/)
  await socket.closed()
})

test('a server of the user’s own has the listeners of before once it is closed', async () => {
  const server = createServer()
  const before = listenersOf(server)
  const served = await serve(greeting, { server })
  expect(served.listener.server).toBe(server)
  expect(await (await fetch(served.url)).text()).toBe('hello from 1')
  await served.listener.close()
  expect(server.listening).toBe(false)
  expect(listenersOf(server)).toEqual(before)
  expect(Object.hasOwn(server, 'closeIdleConnections')).toBe(false)
})

test('a server of the user’s own that listened already goes on listening, and its connections go on', async () => {
  const server = createServer()
  onTestFinished(() => server.close().closeAllConnections())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const before = listenersOf(server)
  const slow = gate()
  const application = createApplication((api) => ({
    async handle({ url }, response) {
      if (url === '/slow') await slow.pass()
      response.end(api.greet())
    },
  }))
  await application.reloader.start()
  const client = await connectTo(portOf(server))
  const { listener, port } = await listenFor(application.reloader, { ...patient, server })
  expect(port).toBe(portOf(server))
  client.write(get('/slow'))
  await slow.reached
  const closed = listener.close()
  server.on('request', (_request, response) => response.end('mine again'))
  const other = await connectTo(port)
  other.write(get('/'))
  await other.until(/mine again/)
  slow.open()
  await client.until(/hello from 1/)
  await closed
  client.write(get('/'))
  await client.until(/mine again/)
  server.removeAllListeners('request')
  expect(listenersOf(server)).toEqual(before)
})

test('a server of the user’s own that goes on has only our requests destroyed after closeTimeout', async () => {
  const server = createServer()
  onTestFinished(() => server.close().closeAllConnections())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const stuck = gate()
  const application = createApplication((api) => ({
    async handle({ url }, response) {
      if (url === '/stuck') await stuck.pass()
      response.end(api.greet())
    },
  }))
  await application.reloader.start()
  const { listener, port } = await listenFor(application.reloader, { server, closeTimeout: 50 })
  const [idle, held] = [await connectTo(port), await connectTo(port)]
  idle.write(get('/'))
  held.write(get('/stuck'))
  await Promise.all([idle.until(/hello/), stuck.reached])
  await listener.close()
  expect(await held.closed()).toBe('')
  server.on('request', (_request: IncomingMessage, response) => response.end('mine again'))
  idle.write(get('/'))
  await idle.until(/mine again/)
  stuck.open()
})

function listenersOf(emitter: NodeJS.EventEmitter): unknown {
  return emitter.eventNames().map((name) => [name, emitter.listenerCount(name)])
}

function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
