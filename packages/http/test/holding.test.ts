import { expect, test } from 'vitest'
import { arrivals, connectTo, createApplication, get, listenFor, serve, type CreateApp } from './world/serving.ts'

const reading: CreateApp = (api) => ({
  async handle(request, response) {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    response.end(`${api.greet()} ${body}`)
  },
})

const breaking: CreateApp = () => {
  throw new Error('it does not build')
}

test("freshness: 'hold' makes a request that arrives during a change wait for the swap, and keeps its body", async () => {
  const served = await serve(reading, { freshness: 'hold' })
  const build = served.delayNextBuild()
  const swapped = served.swap(reading)
  const client = await connectTo(served.port)
  const arrived = arrivals(served)
  client.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 12\r\n\r\nfirst ')
  await arrived
  expect(client.received).toBe('')
  build()
  await swapped
  client.write('second')
  await client.until(/hello from 2 first second/)
})

test("freshness: 'serve' answers from the seat during a change", async () => {
  const served = await serve(reading)
  const build = served.delayNextBuild()
  const swapped = served.swap(reading)
  expect(await (await fetch(served.url)).text()).toBe('hello from 1 ')
  build()
  await swapped
  expect(await (await fetch(served.url)).text()).toBe('hello from 2 ')
})

test("freshness: 'hold' answers by the failure when the build failed, 'serve' by the old generation", async () => {
  const served = await serve(reading, { freshness: 'hold' })
  const serving = await listenFor(served.reloader)
  const build = served.delayNextBuild()
  const swapped = served.swap(breaking).catch(() => undefined)
  const arrived = arrivals(served)
  const held = fetch(served.url)
  await arrived
  build()
  await swapped
  expect((await held).status).toBe(503)
  expect(await (await held).text()).toContain('it does not build')
  expect(await (await fetch(serving.url)).text()).toBe('hello from 1 ')
  await served.swap(reading)
  expect((await fetch(served.url)).status).toBe(200)
})

test("freshness: 'hold' is bounded: after holdTimeout the seat answers", async () => {
  const served = await serve(reading, { freshness: 'hold', holdTimeout: 50 })
  const build = served.delayNextBuild()
  const swapped = served.swap(reading)
  expect(await (await fetch(served.url)).text()).toBe('hello from 1 ')
  build()
  await swapped
})

test('a client that leaves while it is held takes no lease', async () => {
  let handled = 0
  const served = await serve(reading, { freshness: 'hold' })
  const build = served.delayNextBuild()
  const swapped = served.swap((api) => ({
    handle(_request, response) {
      handled += 1
      response.end(api.greet())
    },
  }))
  const gone = new Promise<void>((resolve) => {
    served.listener.server.once('connection', (socket) => socket.once('close', () => resolve()))
  })
  const client = await connectTo(served.port)
  const another = await connectTo(served.port)
  const arrived = arrivals(served, 2)
  client.write(get('/leaving'))
  another.write(get('/staying'))
  await arrived
  client.socket.destroy()
  await gone
  build()
  await swapped
  await another.until(/hello from 2/)
  expect(handled).toBe(1)
  const drained = served.event('drained', 2)
  await served.swap()
  expect(await drained).toMatchObject({ forced: 0 })
})

test('I4 an upgrade is held as a request is, with what followed its head', async () => {
  const served = await serve(reading, { freshness: 'hold' })
  const build = served.delayNextBuild()
  const swapped = served.swap((api) => ({
    handle() {},
    upgrade(_request, socket, head) {
      socket.end(`HTTP/1.1 101 Switching Protocols\r\n\r\n${api.greet()} ${head.toString()}`)
    },
  }))
  const client = await connectTo(served.port)
  const arrived = arrivals(served)
  client.write(`${get('/', 'Connection: Upgrade', 'Upgrade: bytes')}the head`)
  await arrived
  expect(client.received).toBe('')
  build()
  await swapped
  expect(await client.closed()).toContain('hello from 2 the head')
})

test('I4 a request during the first build waits for it; one after a first build that failed is told why', async () => {
  const application = createApplication(reading)
  const build = application.delayNextBuild()
  const starting = application.reloader.start()
  const listening = await listenFor(application.reloader)
  const arrived = arrivals(listening)
  const early = fetch(listening.url)
  await arrived
  build()
  await starting
  expect(await (await early).text()).toBe('hello from 1 ')

  const failing = createApplication(breaking)
  await failing.reloader.start()
  const failed = await listenFor(failing.reloader)
  const response = await fetch(failed.url)
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
  expect(await response.text()).toContain('it does not build')
  await failing.swap(reading)
  expect(await (await fetch(failed.url)).text()).toMatch(/^hello from \d+ $/)
})

test('a request during a first build that takes longer than holdTimeout is told that it starts', async () => {
  const application = createApplication(reading)
  const build = application.delayNextBuild()
  const starting = application.reloader.start()
  const { url } = await listenFor(application.reloader, { holdTimeout: 30 })
  const response = await fetch(url, { headers: { accept: 'application/json' } })
  expect(response.status).toBe(503)
  expect(await response.json()).toMatchObject({ error: { code: 'HOTSEAT_STARTING' } })
  build()
  await starting
})

test('after stop() a request is told so, and its connection closed', async () => {
  const served = await serve(reading)
  await served.reloader.stop()
  const client = await connectTo(served.port)
  client.write(get('/'))
  const answer = await client.closed()
  expect(answer).toMatch(/^HTTP\/1.1 503 /)
  expect(answer).toMatch(/\r\nconnection: close\r\n/i)
  expect(answer).toContain('HOTSEAT_STOPPED')
  const upgrading = await connectTo(served.port)
  upgrading.write(get('/', 'Connection: Upgrade', 'Upgrade: websocket'))
  expect(await upgrading.closed()).toMatch(/^HTTP\/1.1 503 /)
})
