import { connect, constants, createServer, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2'
import { expect, onTestFinished, test } from 'vitest'
import { gate, serve, type CreateApp, type Serving, type ServingOptions } from './world/serving.ts'

const application: CreateApp = (api) => ({
  handle({ url }, response) {
    if (url === '/throws') throw new Error('thrown')
    if (url === '/events')
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(`data: ${api.greet()}\n\n`)
    else if (url !== '/hanging') response.end(api.greet())
  },
})

async function serveHttp2(
  createApp: CreateApp,
  options: ServingOptions = {},
): Promise<Serving & { readonly client: ClientHttp2Session }> {
  const served = await serve(createApp, { server: createServer(), onError() {}, ...options })
  const client = connect(served.url)
  onTestFinished(() => client.destroy())
  client.on('error', () => {})
  return { ...served, client }
}

interface Answer {
  readonly stream: ClientHttp2Stream
  readonly status: Promise<unknown>
  readonly text: Promise<string>
}

function ask(client: ClientHttp2Session, path: string): Answer {
  const stream = client.request({ ':path': path })
  const status = Promise.withResolvers<unknown>()
  stream.on('response', (headers) => status.resolve(headers[':status']))
  stream.on('error', () => {})
  const text = Promise.withResolvers<string>()
  let received = ''
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    received += chunk
  })
  stream.on('close', () => text.resolve(received))
  return { stream, status: status.promise, text: text.promise }
}

test('V19 HTTP/2: streams of one session go to the generation at which each arrived', async () => {
  const slow = gate()
  const served = await serveHttp2((api) => ({
    async handle(_request, response) {
      await slow.pass()
      response.end(api.greet())
    },
  }))
  const old = ask(served.client, '/')
  await slow.reached
  await served.swap(application)
  expect(await ask(served.client, '/').text).toBe('hello from 2')
  expect(served.containers[0]?.isDisposed).toBe(false)
  const disposed = served.event('disposed')
  slow.open()
  expect(await old.text).toBe('hello from 1')
  expect(await disposed).toMatchObject({ generation: 1 })
})

test('V19 HTTP/2: a reset stream and a dropped session release their leases', async () => {
  for (const leave of [
    ({ stream }: Answer) => stream.close(constants.NGHTTP2_CANCEL),
    ({ stream }: Answer) => stream.session?.destroy(),
  ]) {
    const reached = Promise.withResolvers<void>()
    const served = await serveHttp2(() => ({ handle: () => reached.resolve() }), { drainTimeout: 2_000 })
    const hanging = ask(served.client, '/hanging')
    await reached.promise
    await served.swap(application)
    expect(served.containers[0]?.isDisposed).toBe(false)
    const drained = served.event('drained')
    leave(hanging)
    expect(await drained).toMatchObject({ generation: 1, forced: 0 })
  }
})

test('V19 HTTP/2: failures, held clients that leave, streams and the drain are as in HTTP/1', async () => {
  const served = await serveHttp2(application, { streams: 'close', drainTimeout: 100, freshness: 'hold' })
  const thrown = ask(served.client, '/throws')
  expect([await thrown.status, await thrown.text]).toEqual([500, expect.stringContaining('thrown')])
  const events = ask(served.client, '/events')
  const hanging = ask(served.client, '/hanging')
  await events.status
  const build = served.delayNextBuild()
  const drained = served.event('drained')
  const swapped = served.swap()
  const arrived = new Promise((resolve) => served.listener.server.once('stream', resolve))
  const leaving = ask(served.client, '/')
  await arrived
  leaving.stream.close(constants.NGHTTP2_CANCEL)
  await leaving.text
  build()
  await swapped
  expect(await events.text).toBe('data: hello from 1\n\n')
  expect(await drained).toMatchObject({ generation: 1, forced: 1 })
  await hanging.text
  const next = served.event('drained', 2)
  expect(await ask(served.client, '/').text).toBe('hello from 2')
  await served.swap()
  expect(await next).toMatchObject({ forced: 0 })
})

test('HTTP/2: close() lets streams finish and then closes the sessions', async () => {
  const slow = gate()
  const served = await serveHttp2(
    (api) => ({
      async handle(_request, response) {
        await slow.pass()
        response.end(api.greet())
      },
    }),
    { closeTimeout: 20_000 },
  )
  const before = ask(served.client, '/')
  await slow.reached
  const idle = connect(served.url)
  await new Promise((resolve) => idle.once('connect', resolve))
  const closed = served.listener.close()
  await new Promise((resolve) => idle.once('close', resolve))
  slow.open()
  expect(await before.text).toBe('hello from 1')
  await closed
})

test('HTTP/2: close() is bounded', async () => {
  const reached = Promise.withResolvers<void>()
  const served = await serveHttp2(() => ({ handle: () => reached.resolve() }), { closeTimeout: 50 })
  const hanging = ask(served.client, '/hanging')
  await reached.promise
  await served.listener.close()
  await hanging.text
  expect(hanging.stream.destroyed).toBe(true)
})
