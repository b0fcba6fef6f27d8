import websocket from '@fastify/websocket'
import { gate, serve, type Api, type CreateApp, type Serving } from '@hotseat/conformance/serving'
import createFastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { fastify } from '../src/index.ts'

/** Greets each WebSocket, echoes what it says. `admit` is awaited in a hook, in the middle of the handshake. */
function chat(admit: (api: Api) => unknown = () => undefined, log: string[] = []): CreateApp {
  return async (api) => {
    const app = createFastify()
    await app.register(websocket)
    app.addHook('onClose', async () => void log.push(`closed ${api.generation}`))
    app.get('/', () => api.greet())
    app.get('/chat', { websocket: true, preValidation: async () => void (await admit(api)) }, (socket) => {
      socket.send(api.greet())
      socket.on('message', (data: Buffer) => socket.send(`${data.toString()} ${api.greet()}`))
      socket.on('close', () => log.push(`socket of ${api.generation} closed`))
    })
    return app
  }
}

test('V15 V16 @fastify/websocket: sockets reach the seat and keep their generation, whose hooks run after them', async () => {
  const log: string[] = []
  await using served = await serve(fastify(), chat(undefined, log))
  const old = await connect(served)
  expect(old.greeting).toBe('hello from 1')
  await served.swap()
  expect((await connect(served)).greeting).toBe('hello from 2')
  expect(await echo(old.socket, 'still there?')).toBe('still there? hello from 1')
  const disposed = served.event('disposed')
  old.socket.close()
  expect(await disposed).toMatchObject({ generation: 1 })
  expect(log).toEqual(['socket of 1 closed', 'closed 1'])
})

test('V15 @fastify/websocket: a swap while a hook is asked whether to open the socket', async () => {
  using admission = gate()
  await using served = await serve(
    fastify(),
    chat(({ generation }) => (generation === 1 ? admission.pass() : undefined)),
  )
  const connecting = connect(served)
  await admission.reached
  await served.swap()
  expect(served.containers[0]?.isDisposed).toBe(false)
  admission.open()
  expect((await connecting).greeting).toBe('hello from 1')
})

test('V16 I13 @fastify/websocket: a drain that times out ends the sockets of the old generation', async () => {
  await using served = await serve(fastify(), chat(), { drainTimeout: 100 })
  const old = await connect(served)
  const drained = served.event('drained')
  const disposed = served.event('disposed')
  await served.swap()
  expect(await drained).toMatchObject({ generation: 1, forced: 1 })
  expect(await old.closed).toBe(1006)
  await disposed
})

test("V16 I13 @fastify/websocket: streams: 'close' ends the sockets of the old generation at the swap", async () => {
  await using served = await serve(fastify(), chat(), { streams: 'close' })
  const old = await connect(served)
  const drained = served.event('drained')
  await served.swap()
  await old.closed
  expect(await drained).toMatchObject({ generation: 1, forced: 0 })
  expect((await connect(served)).greeting).toBe('hello from 2')
})

test('V17 @fastify/websocket: what its hooks or routes refuse is answered, and the lease released', async () => {
  const refusing = chat(() => Promise.reject(Object.assign(new Error('not you'), { statusCode: 403 })))
  await using served = await serve(fastify(), refusing)
  await expect(connect(served)).rejects.toThrow('403')
  await expect(connect(served, '/nowhere')).rejects.toThrow('404')
  const drained = served.event('drained')
  await served.swap()
  expect(await drained).toMatchObject({ generation: 1, forced: 0 })
})

interface Connected {
  readonly socket: WebSocket
  readonly greeting: string
  /** The code it was closed with. */
  readonly closed: Promise<number>
}

async function connect({ port }: Serving, path = '/chat'): Promise<Connected> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`)
  onTestFinished(() => socket.terminate())
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const closed = Promise.withResolvers<number>()
  socket.on('error', reject)
  socket.on('close', closed.resolve)
  socket.once('message', (data: Buffer) => resolve(data.toString()))
  return { socket, greeting: await promise, closed: closed.promise }
}

async function echo(socket: WebSocket, text: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  socket.once('message', (data: Buffer) => resolve(data.toString()))
  socket.send(text)
  return promise
}
