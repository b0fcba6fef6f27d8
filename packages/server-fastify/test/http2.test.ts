import { connect, constants, createServer, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2'
import { gate, serve, type CreateApp, type Serving } from '@hotseat/conformance/serving'
import createFastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { fastify } from '../src/index.ts'

const greeting: CreateApp = (api) => createFastify().post('/', () => api.greet())

async function serveHttp2(createApp: CreateApp): Promise<Serving & { readonly client: ClientHttp2Session }> {
  const served = await serve(fastify(), createApp, { server: createServer(), drainTimeout: 2_000 })
  onTestFinished(() => served[Symbol.asyncDispose]())
  const client = connect(served.url)
  onTestFinished(() => client.destroy())
  return { ...served, client }
}

function post(client: ClientHttp2Session): ClientHttp2Stream {
  const stream = client.request({ ':path': '/', ':method': 'POST' })
  stream.on('error', () => {})
  return stream.end()
}

test('V19 HTTP/2: a session moves on with a swap, where instances were made for it as well', async () => {
  const served = await serveHttp2((api) => createFastify({ http2: true }).post('/', () => api.greet()))
  for (const generation of [1, 2]) {
    const body = await post(served.client).toArray()
    expect(Buffer.concat(body.filter((chunk) => Buffer.isBuffer(chunk))).toString()).toBe(`hello from ${generation}`)
    const drained = served.event('drained', generation)
    await served.swap()
    expect(await drained).toMatchObject({ generation, forced: 0 })
  }
})

test.each<[string, (stream: ClientHttp2Stream) => void]>([
  ['reset stream', (stream) => stream.close(constants.NGHTTP2_CANCEL)],
  ['dropped session', (stream) => stream.session?.destroy()],
])('V19 V10 HTTP/2: a %s releases its lease once the handler has settled, and not before', async (_what, leave) => {
  using slow = gate()
  const left = Promise.withResolvers<void>()
  const resolved = Promise.withResolvers<string>()
  const served = await serveHttp2((api) =>
    createFastify().post('/', async (_request, reply) => {
      reply.raw.on('close', () => left.resolve())
      await slow.pass()
      await Promise.resolve()
        .then(() => resolved.resolve(api.greet()))
        .catch(resolved.reject)
    }),
  )
  const stream = post(served.client)
  await slow.reached
  await served.swap(greeting)
  expect(served.containers[0]?.isDisposed).toBe(false)
  leave(stream)
  await left.promise
  const drained = served.event('drained')
  slow.open()
  expect(await resolved.promise).toBe('hello from 1')
  expect(await drained).toMatchObject({ generation: 1, forced: 0 })
})
