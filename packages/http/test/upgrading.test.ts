import type { Duplex } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { connectTo, gate, get, serve, type Api, type CreateApp, type Serving } from './world/serving.ts'

/** Greets each WebSocket, echoes what it says. `admit` is awaited in the middle of the handshake. */
function chat(admit: (api: Api) => Promise<void> = () => Promise.resolve()): CreateApp {
  return (api) => {
    const sockets = new WebSocketServer({ noServer: true })
    sockets.on('connection', (socket) => {
      socket.send(api.greet())
      socket.on('message', (data: Buffer) => socket.send(`${data.toString()} ${api.greet()}`))
    })
    return {
      handle(_request, response) {
        response.end(api.greet())
      },
      upgrade(request, socket, head) {
        void admit(api).then(() =>
          sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened)),
        )
      },
      close() {
        sockets.close()
        return Promise.resolve()
      },
    }
  }
}

const handshake = get(
  '/chat',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
)

/** Speaks the bytes of an upgraded connection, without a protocol. */
function bytes(opened: (socket: Duplex) => void): CreateApp {
  return (api) => ({
    handle() {},
    upgrade(_request, socket) {
      socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: bytes\r\n\r\n${api.greet()}`)
      opened(socket)
    },
  })
}

test('V15 V16 an upgrade goes to the seat, its socket keeps the old generation, a new one reaches the new', async () => {
  const served = await serve(chat())
  const old = await connect(served)
  expect(old.greeting).toBe('hello from 1')
  await served.swap()
  const next = await connect(served)
  expect(next.greeting).toBe('hello from 2')
  expect(served.containers[0]?.isDisposed).toBe(false)
  expect(await echo(old.socket, 'still there?')).toBe('still there? hello from 1')
  const disposed = served.event('disposed')
  old.socket.close()
  expect(await disposed).toMatchObject({ generation: 1 })
})

test('V15 a swap during the handshake: it is completed by the generation that began it', async () => {
  const admission = gate()
  const createApp = chat(({ generation }) => (generation === 1 ? admission.pass() : Promise.resolve()))
  const served = await serve(createApp)
  const connecting = connect(served)
  await admission.reached
  await served.swap(createApp)
  expect(served.containers[0]?.isDisposed).toBe(false)
  admission.open()
  expect((await connecting).greeting).toBe('hello from 1')
})

test('V16 I13 a drain that times out ends the sockets of the old generation', async () => {
  const served = await serve(chat(), { drainTimeout: 100 })
  const old = await connect(served)
  const drained = served.event('drained')
  await served.swap()
  expect(await drained).toMatchObject({ generation: 1, forced: 1 })
  expect(await old.closed).toBe(1006)
})

test("V16 I13 streams: 'close' ends the sockets of the old generation at the swap", async () => {
  const served = await serve(chat(), { streams: 'close' })
  const old = await connect(served)
  const drained = served.event('drained')
  await served.swap()
  expect(await old.closed).toBe(1006)
  expect(await drained).toMatchObject({ generation: 1, forced: 0 })
  expect((await connect(served)).greeting).toBe('hello from 2')
})

test('V17 where the application takes no upgrades the client is told, the socket closed and the lease released', async () => {
  const served = await serve(() => ({ handle() {} }))
  const client = await connectTo(served.port)
  client.write(`${handshake}and a frame before the answer`)
  expect(await client.closed()).toMatch(/^HTTP\/1.1 501 Not Implemented\r\nConnection: close\r\n/)
  const drained = served.event('drained')
  await served.swap()
  expect(await drained).toMatchObject({ generation: 1, forced: 0 })
})

test('V18 a socket of which the client has closed its half is still held, and ends with the drain', async () => {
  const opened = Promise.withResolvers<Duplex>()
  const createApp = bytes(opened.resolve)
  const served = await serve(createApp, { drainTimeout: 300 })
  const client = await connectTo(served.port)
  client.write(handshake)
  const socket = await opened.promise
  await client.until(/hello from 1/)
  const ended = new Promise((resolve) => socket.once('end', resolve))
  socket.resume()
  client.socket.end()
  await ended
  const drained = served.event('drained')
  await served.swap()
  socket.write(' and goodbye')
  await client.until(/and goodbye/)
  expect(served.containers[0]?.isDisposed).toBe(false)
  expect(await drained).toMatchObject({ forced: 1 })
  expect(await client.closed()).toContain('and goodbye')
})

test('V17 a connection that breaks during the handshake is no uncaught error', async () => {
  const admission = gate()
  const served = await serve(chat(() => admission.pass()))
  const client = await connectTo(served.port)
  client.write(handshake)
  await admission.reached
  const drained = served.event('drained')
  client.socket.resetAndDestroy()
  await served.swap()
  expect(await drained).toMatchObject({ generation: 1, forced: 0 })
  admission.open()
})

test('V11 an upgrade handler that throws is reported, its socket closed, and the next one served', async () => {
  const reported: string[] = []
  const served = await serve(
    () => ({
      handle() {},
      upgrade({ url }, socket) {
        if (url === '/chat') throw new Error('no room')
        socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n')
      },
    }),
    { onError: ({ code, message }) => reported.push(`${code} ${message}`) },
  )
  const client = await connectTo(served.port)
  client.write(handshake)
  expect(await client.closed()).toBe('')
  expect(reported).toEqual(['HOTSEAT_HANDLER_FAILED The application failed to answer GET /chat. Error: no room'])
  const next = await connectTo(served.port)
  next.write(handshake.replace('/chat', '/other'))
  expect(await next.closed()).toContain('101')
})

interface Connected {
  readonly socket: WebSocket
  readonly greeting: string
  /** The code it was closed with. */
  readonly closed: Promise<number>
}

async function connect({ port }: Serving): Promise<Connected> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/chat`)
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
