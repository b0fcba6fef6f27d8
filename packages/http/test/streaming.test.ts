import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { connectTo, get, serve, type CreateApp, type Serving, type ServingOptions } from './world/serving.ts'

/** An application of event streams; those of its responses that are open can be written to. */
function streaming(): { readonly createApp: CreateApp; readonly open: Map<string, ServerResponse> } {
  const open = new Map<string, ServerResponse>()
  const createApp: CreateApp = (api) => ({
    handle({ url = '' }, response) {
      open.set(`${url} ${api.generation}`, response)
      if (url === '/events') response.writeHead(200, { 'Content-Type': 'text/event-stream' })
      if (url === '/events-by-set-header') response.setHeader('content-type', 'text/event-stream; charset=utf-8')
      response.write(`data: ${api.greet()}\n\n`)
    },
  })
  return { createApp, open }
}

const within = 1_000

async function soon<Result>(promise: Promise<Result>): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`nothing happened within ${within} ms`)), within)
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

async function checkStreamsAreClosed(options: ServingOptions): Promise<void> {
  const { createApp, open } = streaming()
  const served = await serve(createApp, options)
  const paths = ['/events', '/events-by-set-header', '/download']
  const [events, bySetHeader, download] = await Promise.all(paths.map((path) => openStream(served, path)))
  const swapped = served.swap(createApp)
  await swapped
  // Complete, not broken off: the last chunk has arrived.
  expect(await soon(events?.until(/\r\n0\r\n\r\n$/) ?? expect.fail())).toContain('hello from 1')
  expect(await soon(bySetHeader?.until(/\r\n0\r\n\r\n$/) ?? expect.fail())).toContain('hello from 1')
  // What is no event stream has an end of its own, and keeps the generation until it comes.
  expect(served.containers[0]?.isDisposed).toBe(false)
  const drained = served.event('drained')
  open.get('/download 1')?.end('the rest')
  expect(await download?.until(/0\r\n\r\n$/)).toContain('the rest')
  expect(await drained).toMatchObject({ generation: 1, forced: 0 })
  // The same connection goes on, on the new generation.
  events?.write(get('/events'))
  await events?.until(/hello from 2/)
}

test("V6 I13 streams: 'close' ends the event streams of the retired generation at the swap, and nothing else", async () => {
  await checkStreamsAreClosed({ streams: 'close' })
})

test('I13 planted bug: a policy that is ignored is caught', async () => {
  await expect(checkStreamsAreClosed({ streams: 'hold' })).rejects.toThrow('nothing happened')
})

test("V6 I13 streams: 'hold' lets an event stream go on after the swap, until the drain times out", async () => {
  const { createApp, open } = streaming()
  const served = await serve(createApp, { streams: 'hold', drainTimeout: 300 })
  const client = await openStream(served, '/events')
  const drained = served.event('drained')
  await served.swap(createApp)
  open.get('/events 1')?.write('data: still here\n\n')
  await client.until(/still here/)
  expect(served.containers[0]?.isDisposed).toBe(false)
  expect(await drained).toMatchObject({ generation: 1, forced: 1 })
  expect(await client.closed()).not.toMatch(/\r\n0\r\n\r\n$/)
})

test('I10 I13 streams are never unbounded: beyond the cap the oldest retired generation is cut off', async () => {
  const { createApp } = streaming()
  const served = await serve(createApp, { streams: 'hold', maxRetired: 2 })
  const oldest = await openStream(served, '/events')
  await served.swap()
  await openStream(served, '/events')
  await served.swap()
  await openStream(served, '/events')
  const drained = served.event('drained')
  await served.swap()
  expect(await drained).toMatchObject({ generation: 1, forced: 1 })
  await oldest.closed()
})

test('V6 an application that writes to a stream that was ended for it harms nothing', async () => {
  const { createApp, open } = streaming()
  const served = await serve(createApp, { streams: 'close' })
  const client = await openStream(served, '/events')
  const drained = served.event('drained')
  const stop = served.reloader.on('swap', () => open.get('/events 1')?.write('data: too late\n\n'))
  await served.swap(createApp)
  stop()
  expect(await client.until(/\r\n0\r\n\r\n$/)).not.toContain('too late')
  expect(await drained).toMatchObject({ generation: 1, forced: 0 })
})

async function openStream({ port }: Serving, path: string): ReturnType<typeof connectTo> {
  const client = await connectTo(port)
  client.write(get(path))
  await client.until(/hello from \d/)
  return client
}
