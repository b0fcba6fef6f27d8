import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import {
  Agent,
  createServer,
  get as httpGet,
  request as httpRequest,
  type IncomingMessage,
  type Server,
} from 'node:http'
import type { Reloader } from '@hotseat/core'
import { expect, onTestFinished, test } from 'vitest'
import { listenAndLeaseLate } from './world/planted.ts'
import {
  connectTo,
  createApplication,
  gate,
  get,
  greeting,
  listenFor,
  serve,
  type Api,
  type CreateApp,
  type Serving,
} from './world/serving.ts'

test('V1 V3 socket, port and server are the same after 50 swaps, and one keep-alive connection sees them all', async () => {
  const served = await serve(greeting)
  const { server } = served.listener
  const address = server.address()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())
  const ports = new Set<number | undefined>()
  for (let generation = 1; generation <= 50; generation += 1) {
    const { text, port } = await ask(served.url, agent)
    expect(text).toBe(`hello from ${generation}`)
    ports.add(port)
    await served.swap()
  }
  expect(ports.size).toBe(1)
  expect(served.listener.server).toBe(server)
  expect(server.address()).toEqual(address)
})

test('V2 routes are added, changed and removed by a swap', async () => {
  const routes =
    (table: Readonly<Record<string, string>>): CreateApp =>
    () => ({
      handle({ url = '' }, response) {
        const text = table[url]
        response.statusCode = text === undefined ? 404 : 200
        response.end(text)
      },
    })
  const served = await serve(routes({ '/kept': 'old', '/removed': 'here' }))
  const statuses = async (): Promise<unknown[]> =>
    Promise.all(
      ['/kept', '/removed', '/added'].map(async (path) => {
        const response = await fetch(served.url + path)
        return [response.status, await response.text()]
      }),
    )
  expect(await statuses()).toEqual([
    [200, 'old'],
    [200, 'here'],
    [404, ''],
  ])
  await served.swap(routes({ '/kept': 'new', '/added': 'here' }))
  expect(await statuses()).toEqual([
    [200, 'new'],
    [404, ''],
    [200, 'here'],
  ])
})

interface Capturing {
  /** How the application finds its container after it has waited. */
  readonly find?: (reloader: Reloader<Api>) => Api | undefined
  readonly listen?: (reloader: Reloader<Api>) => Promise<{ readonly url: string }>
}

async function checkCapturesOneGeneration({
  find = (reloader) => reloader.current()?.api,
  listen = (reloader) => listenFor(reloader),
}: Capturing): Promise<void> {
  const waiting = gate()
  const createApp: CreateApp = () => ({
    async handle(request, response) {
      const seen: unknown[] = [find(application.reloader)?.greet()]
      request.resume()
      await waiting.pass()
      seen.push(find(application.reloader)?.greet())
      await new Promise((resolve) => setImmediate(resolve))
      seen.push(find(application.reloader)?.greet())
      response.end(JSON.stringify(seen))
    },
  })
  const application = createApplication(createApp)
  await application.reloader.start()
  const { url } = await listen(application.reloader)

  // The request has arrived, the rest of its body has not.
  const arrived = requestStart()
  const answered = Promise.withResolvers<IncomingMessage>()
  const upload = httpRequest(url, { method: 'POST' }, answered.resolve)
  upload.on('error', answered.reject)
  upload.write('half')
  await arrived
  await application.swap(createApp)
  upload.end('half')
  waiting.open()
  const one = 'hello from 1'
  expect(await textOf(await answered.promise)).toBe(JSON.stringify([one, one, one]))
}

/** Resolves when any server of the process has got a request, whatever it does with it. */
function requestStart(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const started = (): void => resolve()
  subscribe('http.server.request.start', started)
  return promise.finally(() => unsubscribe('http.server.request.start', started))
}

test('I1 a request captures one generation as it arrives, and everything it resolves later comes from it', async () => {
  await checkCapturesOneGeneration({})
})

test('I1 planted bug: the newest generation instead of the current one is caught', async () => {
  const find = (reloader: Reloader<Api>): Api => {
    using lease = reloader.acquire()
    return lease.api
  }
  await expect(checkCapturesOneGeneration({ find })).rejects.toThrow('hello from 2')
})

test('I1 planted bug: a lease taken late is caught', async () => {
  await expect(checkCapturesOneGeneration({ listen: listenAndLeaseLate })).rejects.toThrow('hello from 2')
})

async function checkConnectionsCrossASwap(plant: (served: Serving, server: Server) => void = () => {}): Promise<void> {
  const server = createServer()
  const served = await serve(greeting, { server })
  plant(served, server)
  const idle = await connectTo(served.port)
  const untouched = await connectTo(served.port)
  const midHead = await connectTo(served.port)
  const post = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nbody'
  idle.write(post)
  await idle.until(/hello from 1/)
  midHead.write(post.slice(0, 30))
  await fetch(served.url)
  await served.swap()
  await fetch(served.url)
  midHead.write(post.slice(30))
  untouched.write(post)
  idle.write(post)
  await Promise.all([idle, untouched, midHead].map((connection) => connection.until(/hello from 2/)))
}

test('I11 keep-alive connections cross a swap, idle, untouched or in the middle of a request', async () => {
  await checkConnectionsCrossASwap()
})

test('I11 planted bug: idle sockets closed on swap are caught', async () => {
  const plant = ({ reloader }: Serving, server: Server): void => {
    onTestFinished(reloader.on('swap', () => server.closeIdleConnections()))
  }
  await expect(checkConnectionsCrossASwap(plant)).rejects.toThrow('closed before')
})

test('I11 no connection is refused or reset over 100 swaps under load', async () => {
  const served = await serve(greeting)
  let isOver = false
  let answered = 0
  const client = async (agent: Agent): Promise<void> => {
    while (!isOver) {
      const { text } = await ask(served.url, agent)
      expect(text).toMatch(/^hello from \d+$/)
      answered += 1
    }
  }
  const agents = [new Agent({ keepAlive: true }), new Agent({ keepAlive: true }), new Agent({ keepAlive: false })]
  onTestFinished(() => {
    for (const agent of agents) agent.destroy()
  })
  const clients = agents.map(client)
  for (let swaps = 0; swaps < 100; swaps += 1) {
    const before = answered
    await served.swap()
    while (answered < before + 3) await ask(served.url, agents[0])
  }
  isOver = true
  await Promise.all(clients)
  expect(answered).toBeGreaterThan(300)
})

test('V25 listeners and connections are as many after 200 swaps as after 5', async () => {
  const served = await serve(greeting, { streams: 'close' })
  const client = await connectTo(served.port)
  const counts: unknown[] = []
  let inner: IncomingMessage['socket'] | undefined
  served.listener.server.on('request', ({ socket }: IncomingMessage) => {
    inner = socket
  })
  for (let swaps = 1; swaps <= 200; swaps += 1) {
    client.write(get('/'))
    await client.until(new RegExp(`hello from ${swaps}(?!\\d)`))
    await served.swap()
    if (swaps === 5 || swaps === 200)
      counts.push([countsOf(served.listener.server), countsOf(inner), countsOf(process)])
  }
  expect(counts[1]).toEqual(counts[0])
})

function countsOf(emitter: NodeJS.EventEmitter | undefined): unknown {
  return emitter?.eventNames().map((name) => [name, emitter.listenerCount(name)])
}

async function ask(url: string, agent?: Agent): Promise<{ readonly text: string; readonly port: number | undefined }> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  httpGet(url, agent ? { agent } : {}, resolve).on('error', reject)
  const message = await promise
  const port = message.socket.localPort
  return { text: await textOf(message), port }
}

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks = await message.toArray()
  return Buffer.concat(chunks.filter((chunk) => Buffer.isBuffer(chunk))).toString()
}
