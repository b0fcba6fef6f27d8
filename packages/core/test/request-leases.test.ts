import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { Lease, Reloader } from '../src/index.ts'
import { World, type Api } from './world/world.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown

/** A server of the user's own, that Hotseat knows nothing of, and a raw connection to it. */
async function ownServer(handler: Handler): Promise<{ readonly server: Server; readonly socket: Socket }> {
  const server = createServer((request, response) => void handler(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = connect(portOf(server), '127.0.0.1')
  await once(socket, 'connect')
  socket.on('error', () => undefined)
  onTestFinished(() => {
    socket.destroy()
    server.closeAllConnections()
    server.close()
  })
  return { server, socket }
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port')
  return address.port
}

const get = 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n'

/** A world whose application is served by the user's own server: no binding. */
async function started(): Promise<World> {
  return await new World({ server: undefined }).start()
}

/** I16: however the request ends, its lease is released, once, and the retired generation is disposed. */
async function checkReleasedAtEnd(
  world: World,
  handler: Handler,
  act: (socket: Socket) => unknown,
  leaseOf: (reloader: Reloader<Api>, request: IncomingMessage, response: ServerResponse) => Lease<Api> = (
    reloader,
    request,
  ) => reloader.lease(request),
): Promise<void> {
  const arrived = Promise.withResolvers<void>()
  const { server, socket } = await ownServer((request, response) => {
    leaseOf(world.reloader, request, response)
    arrived.resolve()
    return handler(request, response)
  })
  socket.write(get)
  await arrived.promise
  world.save({ text: 'two' })
  await world.clock.advance(10)
  expect(world.ledger.disposed).toEqual([])
  act(socket)
  await expect.poll(() => world.ledger.disposed, { timeout: 2_000 }).toEqual([1])
  expect(server.listenerCount('request')).toBe(1)
}

test('I16 a response that finishes releases its lease', async () => {
  const finish = Promise.withResolvers<void>()
  await checkReleasedAtEnd(
    await started(),
    async (_request, response) => {
      await finish.promise
      response.end('done')
    },
    () => finish.resolve(),
  )
})

test('I16 a client that aborts before the headers, or in mid-stream, releases the lease', async () => {
  await checkReleasedAtEnd(
    await started(),
    () => undefined,
    (socket) => socket.destroy(),
  )
  await checkReleasedAtEnd(
    await started(),
    (_request, response) => response.write('half'),
    (socket) => socket.resetAndDestroy(),
  )
})

test('I16 a response that is destroyed releases its lease', async () => {
  const responses: ServerResponse[] = []
  await checkReleasedAtEnd(
    await started(),
    (_request, response) => responses.push(response),
    () => responses[0]?.destroy(new Error('hijacked')),
  )
})

test('I16 a pipelined request whose turn never comes releases its lease', async () => {
  const world = await started()
  const arrived: string[] = []
  const { socket } = await ownServer((request) => {
    world.reloader.lease(request)
    arrived.push(request.url ?? '')
  })
  socket.write(get + get)
  await expect.poll(() => arrived.length).toBe(2)
  world.save({ text: 'two' })
  await world.clock.advance(10)
  expect(world.ledger.disposed).toEqual([])
  socket.destroy()
  await expect.poll(() => world.ledger.disposed).toEqual([1])
})

test('I16 is seen to break when the lease is released on finish only', async () => {
  const check = checkReleasedAtEnd(
    await started(),
    () => undefined,
    (socket) => socket.destroy(),
    (reloader, _request, response) => {
      const lease = reloader.acquire()
      response.on('finish', () => lease.release())
      return lease
    },
  )
  await expect(check).rejects.toThrow('to deeply equal')
})

test('I1 a handler that asks after an await is given the generation that was live when its request came', async () => {
  const world = await started()
  const arrived = Promise.withResolvers<void>()
  const swapped = Promise.withResolvers<void>()
  const texts: string[] = []
  const { socket } = await ownServer(async (request, response) => {
    arrived.resolve()
    await swapped.promise
    texts.push(world.reloader.lease(request).api.text)
    await setImmediate()
    texts.push(world.reloader.lease(request).api.text)
    response.end()
  })
  socket.write(get)
  await arrived.promise
  world.save({ text: 'two' })
  await world.clock.advance(10)
  expect(world.reloader.seat).toEqual({ kind: 'generation', generation: 2 })
  swapped.resolve()
  await expect.poll(() => texts).toEqual(['one', 'one'])
})

test('I11 many requests on one connection leave no listener behind', async () => {
  const world = await started()
  const counts: number[] = []
  const { socket } = await ownServer((request, response) => {
    world.reloader.lease(request)
    counts.push(request.socket.listenerCount('close'))
    response.end()
  })
  for (let each = 0; each < 30; each += 1) {
    socket.write(get)
    await once(socket, 'data')
  }
  expect(new Set(counts.slice(1)).size).toBe(1)
})
