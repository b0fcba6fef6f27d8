import { request as httpRequest, type IncomingMessage } from 'node:http'
import { expect, onTestFinished } from 'vitest'
import { gate } from '../world/gate.ts'
import { greeting, serveBy, type Harness, type Harnessed } from '../world/harness.ts'
import { get, rawConnection } from '../world/raw-connection.ts'
import { texts } from '../world/serving.ts'

export async function checkSameConnection<App>(harness: Harness<App>): Promise<void> {
  const served = await serveBy(harness, greeting)
  const { server } = served.listener
  const client = await rawConnection(served.port)
  for (const generation of [1, 2, 3]) {
    client.write(get('/'))
    await client.until(new RegExp(`hello from ${generation}$`))
    await served.swap()
  }
  expect(served.listener.server).toBe(server)
  expect(server.address()).toMatchObject({ port: served.port })
}

export async function checkRoutes<App>(harness: Harness<App>): Promise<void> {
  const served = await serveBy(harness, () => ({
    routes: { '/kept': ({ send }) => send('old'), '/removed': ({ send }) => send('here') },
  }))
  expect(await texts(served, '/kept', '/removed')).toEqual(['old', 'here'])
  expect((await fetch(`${served.url}/added`)).status).toBe(404)
  await served.swap(() => ({
    routes: { '/kept': ({ send }) => send('new'), '/added': ({ send }) => send('here') },
  }))
  expect(await texts(served, '/kept', '/added')).toEqual(['new', 'here'])
  expect((await fetch(`${served.url}/removed`)).status).toBe(404)
}

/** What the application, or a handler of it, does wrong is answered by the framework, and the next request is served. */
export async function checkFailingHandlers<App>(harness: Harness<App>): Promise<void> {
  const served = await serveBy(harness, ({ greet }) => ({
    routes: {
      '/throws': () => {
        throw new Error('thrown')
      },
      '/rejects': () => Promise.reject(new Error('rejected')),
      '/fails-after-headers': async ({ response }) => {
        response.writeHead(200, { 'content-length': 10 })
        response.write('part')
        response.destroy()
        await Promise.resolve()
        throw new Error('too late')
      },
      '/': ({ send }) => send(greet()),
    },
  }))
  expect((await fetch(`${served.url}/throws`)).status).toBe(500)
  expect((await fetch(`${served.url}/rejects`)).status).toBe(500)
  const broken = await rawConnection(served.port)
  broken.write(get('/fails-after-headers'))
  await broken.closed
  expect(await texts(served, '/')).toEqual(['hello from 1'])
  const drained = served.event('drained')
  await served.swap()
  expect(await drained).toMatchObject({ generation: 1, forced: 0 })
}

export async function checkEarlyAnswer<App>(harness: Harness<App>): Promise<void> {
  const served = await serveBy(
    harness,
    () => ({
      routes: {
        '/': ({ response, send }) => {
          response.statusCode = 413
          response.setHeader('connection', 'close')
          send('too large')
        },
      },
    }),
    { drainTimeout: 400 },
  )
  const answer = Promise.withResolvers<IncomingMessage>()
  const upload = httpRequest(served.url, { method: 'POST', headers: { 'content-length': 1_000_000 } }, answer.resolve)
  upload.on('error', () => {})
  upload.write('the beginning')
  expect((await answer.promise).headers.connection).toBe('close')
  const drained = served.event('drained')
  upload.destroy()
  await served.swap()
  expect(await drained).toMatchObject({ generation: 1, forced: 0 })
}

export async function checkBodiless<App>(harness: Harness<App>): Promise<void> {
  const served = await serveBy(harness, ({ greet }) => ({
    routes: {
      '/': ({ send }) => send(greet()),
      '/unchanged': ({ response }) => void response.writeHead(304).end(),
    },
  }))
  const client = await rawConnection(served.port)
  client.write(get('/').replace('GET', 'HEAD') + get('/unchanged') + get('/', 'Connection: close'))
  const received = await client.closed
  expect(received.match(/^HTTP\/1.1 \d+/gm)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 304', 'HTTP/1.1 200'])
  expect(received.match(/hello from 1/g)).toHaveLength(1)
}

/** Two swaps in quick succession, while a request is in flight on the first generation: the middle one goes at once. */
export async function checkQuickSwaps<App>(harness: Harness<App>): Promise<void> {
  const slow = gate()
  const closed: number[] = []
  const served = await serveBy(harness, (api) => ({
    routes: {
      '/': ({ send }) => send(api.greet()),
      '/slow': async ({ send }) => {
        await slow.pass()
        send(api.greet())
      },
    },
    closed: () => closed.push(api.generation),
  }))
  // Where the check fails, what is in flight is not to be waited for.
  onTestFinished(() => slow.open())
  const old = fetch(`${served.url}/slow`)
  old.catch(() => undefined)
  await slow.reached
  const disposed = [2, 1].map((number) => served.event('disposed', ({ generation }) => generation === number))
  await served.swap()
  await served.swap()
  await disposed[0]
  expect(closed).toEqual([2])
  expect(served.containers.map(({ isDisposed }) => isDisposed)).toEqual([false, true, false])
  expect(await texts(served, '/')).toEqual(['hello from 3'])
  slow.open()
  expect(await (await old).text()).toBe('hello from 1')
  await disposed[1]
  expect(closed).toEqual([2, 1])
}

export async function checkUnderLoad<App>(harness: Harness<App>): Promise<void> {
  const served = await serveBy(harness, ({ greet }) => ({
    routes: {
      '/': async ({ send }) => {
        await new Promise((resolve) => void setImmediate(resolve))
        send(greet())
      },
    },
  }))
  let isOver = false
  const statuses = new Map<number, number>()
  const client = async (): Promise<void> => {
    while (!isOver) {
      const { status } = await fetch(served.url).then((response) => response.text().then(() => response))
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
  }
  const clients = Promise.all([client(), client(), client(), client()])
  for (let swaps = 0; swaps < 10; swaps += 1) {
    const before = statuses.get(200) ?? 0
    await served.swap()
    while ((statuses.get(200) ?? 0) < before + 20 && statuses.size < 2) await fetch(served.url)
  }
  isOver = true
  await clients
  expect([...statuses.keys()]).toEqual([200])
}

/** 200 swaps, each with a request, leave no listener behind on what outlives a generation. */
export async function checkListenerCounts<App>(harness: Harness<App>): Promise<void> {
  const served = await serveBy(harness, greeting)
  const client = await rawConnection(served.port)
  const serverSide = Promise.withResolvers<IncomingMessage['socket']>()
  served.listener.server.once('request', ({ socket }: IncomingMessage) => serverSide.resolve(socket))
  const ask = async (generation: number): Promise<void> => {
    client.write(get('/'))
    await client.until(new RegExp(`hello from ${generation}$`))
  }
  await ask(1)
  const emitters = [process, served.listener.server, await serverSide.promise]
  const count = (): number[] =>
    emitters.map((emitter) => emitter.eventNames().reduce((sum, name) => sum + emitter.rawListeners(name).length, 0))
  await served.swap()
  await ask(2)
  const before = count()
  for (let generation = 3; generation <= 200; generation += 1) {
    await served.swap()
    if (generation % 20 === 0) await ask(generation)
  }
  expect(count()).toEqual(before)
}

export async function checkScopes<App>(harness: Harness<App>): Promise<void> {
  const scopeDispose = (): Promise<void> => Promise.reject(new Error('the scope cannot let go'))
  const served: Harnessed = await serveBy(
    harness,
    (api) => ({
      routes: {
        '/': ({ send }) => send(api.greet()),
        '/scope': ({ request, send }) => {
          expect(served.reloader.lease(request).scope).toBe(api)
          send(api.greet())
        },
      },
    }),
    { scopeDispose },
  )
  expect(await texts(served, '/')).toEqual(['hello from 1'])
  expect(served.scopes).toEqual({ created: 0, disposed: 0 })
  const failed = served.event('dispose-failed')
  expect(await texts(served, '/scope')).toEqual(['hello from 1'])
  expect((await failed).error.message).toContain('the scope cannot let go')
  expect(served.scopes).toEqual({ created: 1, disposed: 1 })
  const drained = served.event('drained')
  await served.swap(greeting)
  expect(await drained).toMatchObject({ generation: 1, forced: 0 })
}

/** What a handler gets for `current()` and for its lease is its own generation, also after awaits and swaps. */
export async function checkOwnGeneration<App>(harness: Harness<App>): Promise<void> {
  const slow = gate()
  const served: Harnessed = await serveBy(harness, () => ({
    routes: {
      '/': async ({ request, send }) => {
        await slow.pass()
        const { generation } = served.reloader.current() ?? expect.fail('no current lease')
        send(`${generation} ${served.reloader.lease(request).api.greet()}`)
      },
    },
  }))
  const old = fetch(served.url)
  await slow.reached
  await served.swap(greeting)
  expect(await texts(served, '/')).toEqual(['hello from 2'])
  slow.open()
  expect(await (await old).text()).toBe('1 hello from 1')
}
