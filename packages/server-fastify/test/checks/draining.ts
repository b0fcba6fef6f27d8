import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { expect } from 'vitest'
import { gate } from '../world/gate.ts'
import { greeting, serveBy, type CreateBehaviour, type Harness } from '../world/harness.ts'
import { get, rawConnection, type RawConnection } from '../world/raw-connection.ts'
import { texts } from '../world/serving.ts'

/** A request in flight finishes on the old generation, whose application is closed after it, once, and then disposed. */
export async function checkInFlight<App>(harness: Harness<App>): Promise<void> {
  const slow = gate()
  const events: string[] = []
  const served = await serveBy(harness, (api) => ({
    routes: {
      '/': async ({ send }) => {
        await slow.pass()
        events.push('answered')
        send(api.greet())
      },
    },
    closed: () => void events.push(`closed, its container ${api.isDisposed ? 'gone' : 'there'}`),
  }))
  const old = fetch(served.url)
  await slow.reached
  await served.swap(greeting)
  expect(await texts(served, '/')).toEqual(['hello from 2'])
  expect(served.containers[0]?.isDisposed).toBe(false)
  const drained = served.event('drained')
  const disposed = served.event('disposed')
  slow.open()
  expect(await (await old).text()).toBe('hello from 1')
  expect(await drained).toMatchObject({ generation: 1, forced: 0 })
  await disposed
  expect(events).toEqual(['answered', 'closed, its container there'])
  expect(served.containers[0]?.isDisposed).toBe(true)
}

export async function checkUpload<App>(harness: Harness<App>): Promise<void> {
  const arrived = gate()
  const behave: CreateBehaviour = (api) => ({
    routes: {
      '/': async ({ request, send }) => {
        void arrived.pass()
        let size = 0
        for await (const chunk of request) if (Buffer.isBuffer(chunk)) size += chunk.length
        send(`${api.greet()}, ${size} bytes`)
      },
    },
  })
  const served = await serveBy(harness, behave)
  const half = Buffer.alloc(300_000, 'x')
  const answer = Promise.withResolvers<IncomingMessage>()
  const headers = { 'content-type': 'application/octet-stream' }
  const upload = httpRequest(served.url, { method: 'POST', headers }, answer.resolve)
  upload.write(half)
  await arrived.reached
  await served.swap()
  expect(served.containers[0]?.isDisposed).toBe(false)
  upload.end(half)
  const body = await (await answer.promise).toArray()
  expect(Buffer.concat(body.filter((chunk) => Buffer.isBuffer(chunk))).toString()).toBe('hello from 1, 600000 bytes')
}

export async function checkEventStream<App>(harness: Harness<App>, streams: 'hold' | 'close'): Promise<void> {
  const open = new Map<number, ServerResponse>()
  const behave: CreateBehaviour = (api) => ({
    routes: {
      '/': ({ response }) => {
        open.set(api.generation, response)
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(`data: ${api.greet()}\n\n`)
      },
    },
  })
  const served = await serveBy(harness, behave, { streams, drainTimeout: streams === 'hold' ? 300 : 20_000 })
  const client = await rawConnection(served.port)
  client.write(get('/'))
  await client.until(/hello from 1/)
  const drained = served.event('drained')
  await served.swap()
  if (streams === 'hold') {
    expect(served.containers[0]?.isDisposed).toBe(false)
    open.get(1)?.write('data: still here\n\n')
    await client.until(/still here/)
    expect(await drained).toMatchObject({ generation: 1, forced: 1 })
    await client.closed
  } else {
    await client.until(/\r\n0\r\n\r\n$/)
    expect(await drained).toMatchObject({ generation: 1, forced: 0 })
    client.write(get('/'))
    await client.until(/hello from 2/)
  }
}

export async function checkPipelining<App>(harness: Harness<App>): Promise<void> {
  const first = gate()
  const answer: CreateBehaviour = (api) => ({
    routes: Object.fromEntries(
      ['/1', '/2', '/3', '/4'].map((path) => [
        path,
        async ({ send }) => {
          if (path === '/1') await first.pass()
          send(`\n${path} ${api.greet()}\n`)
        },
      ]),
    ),
  })
  const served = await serveBy(harness, answer)
  const client = await rawConnection(served.port)
  client.write(get('/1') + get('/2') + get('/3'))
  await first.reached
  await served.swap()
  client.write(get('/4', 'Connection: close'))
  expect(client.received).toBe('')
  expect(served.containers[0]?.isDisposed).toBe(false)
  const drained = served.event('drained')
  first.open()
  const answers = (await client.closed).match(/^\/.*$/gm)
  expect(answers).toEqual(['/1 hello from 1', '/2 hello from 1', '/3 hello from 1', '/4 hello from 2'])
  expect(await drained).toMatchObject({ generation: 1, forced: 0 })
}

/** How a request may end, once it has been proved to be in flight. */
export const ends: Readonly<
  Record<string, { readonly requests: string; readonly end: (client: RawConnection, response: ServerResponse) => void }>
> = {
  'a finished response': { requests: get('/'), end: (_client, response) => void response.end('done') },
  'V9 an abort before the headers': { requests: get('/'), end: (client) => void client.socket.destroy() },
  'V9 an abort in mid-stream': { requests: get('/streaming'), end: (client) => void client.socket.destroy() },
  'V9 a reset in mid-stream': { requests: get('/streaming'), end: (client) => void client.socket.resetAndDestroy() },
  'V8 an aborted pipeline': {
    requests: get('/') + get('/') + get('/'),
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

export async function checkReleased<App>(harness: Harness<App>, end: keyof typeof ends): Promise<void> {
  const { requests, end: finish } = ends[end] ?? expect.fail(`no such end: ${end}`)
  const reached = Promise.withResolvers<ServerResponse>()
  const count = requests.split('GET').length - 1
  let arrived = 0
  const arrive = (response: ServerResponse): void => {
    arrived += 1
    if (arrived === count) reached.resolve(response)
  }
  const served = await serveBy(
    harness,
    () => ({
      routes: {
        '/': ({ response }) => arrive(response),
        '/streaming': ({ response }) => {
          response.write('part')
          arrive(response)
        },
      },
    }),
    { drainTimeout: 400 },
  )
  const client = await rawConnection(served.port)
  client.write(requests)
  const response = await reached.promise
  if (requests.includes('/streaming')) await client.until(/part/)
  await served.swap(greeting)
  const drained = served.event('drained')
  expect(served.containers[0]?.isDisposed, 'in flight at the swap').toBe(false)
  finish(client, response)
  expect(await drained).toMatchObject({ generation: 1, forced: 0 })
}

/** `closed`: whatever was set off has been waited for, and the application was closed once in all. */
export async function checkClosedOnce<App>(harness: Harness<App>): Promise<void> {
  const closed: number[] = []
  const served = await serveBy(harness, ({ generation, greet }) => ({
    routes: { '/': ({ send }) => send(greet()) },
    closed: () => closed.push(generation),
  }))
  expect(await texts(served, '/')).toEqual(['hello from 1'])
  const swapping = served.swap()
  await Promise.all([swapping, served.listener.close(), served.listener.close()])
  await Promise.all([served.reloader.stop(), served.reloader.stop()])
  expect(closed.toSorted((one, other) => one - other)).toEqual([1, 2])
  expect(served.containers.map(({ isDisposed }) => isDisposed)).toEqual([true, true])
}
