import { once } from 'node:events'
import { connect, createServer, type ClientHttp2Stream } from 'node:http2'
import { expect, onTestFinished, test } from 'vitest'
import type { TimelineEntry } from '../src/protocol.ts'
import { followEvents } from './world/events.ts'
import { greeting, serve, type Served } from './world/served.ts'

test('whoever follows is told who answers, at first and whenever that changes', async () => {
  const served = await serve()
  const page = await followEvents(served, 'page')
  expect(page.response.headers['content-type']).toBe('text/event-stream; charset=utf-8')
  await page.until(/^event: state\ndata: \{[^\n]*"seat":"serving","generation":1,[^\n]*\}\n\n$/)
  await served.swap()
  await page.until(/"generation":2,"isPaused":false,"failure":null/)
  await served.fail(new Error('broken'))
  await page.until(/"generation":2,"isPaused":false,"failure":\{"generation":3,"answeredBy":2,/)
  served.reloader.pause()
  await page.until(/"isPaused":true/)
  served.reloader.resume()
  await served.swap(greeting)
  await page.until(/"generation":4,"isPaused":false,"failure":null/)
  await served.reloader.stop()
  await page.until(/"seat":"stopped","generation":null/)
})

test('only the inspector is told of generations, and of what happens', async () => {
  const served = await serve()
  const page = await followEvents(served, 'page')
  const inspector = await followEvents(served, 'inspector')
  await served.fail(new Error('broken'))
  await served.swap(greeting)
  await inspector.until(/"generation":1,"text":"let go of everything/)
  await page.until(/"generation":3/)
  expect([...new Set(page.received.match(/^event: .*$/gm))]).toEqual(['event: state'])
  expect(inspector.received).toContain('event: timeline\ndata: {"generation":3,"reason":"reload","state":"live"')
  const happenings = [...inspector.received.matchAll(/^event: happening\ndata: (.*)$/gm)].map(([, data = '']) => {
    const { name, generation, text }: Readonly<Record<string, unknown>> = JSON.parse(data)
    return [name, generation, text]
  })
  expect(happenings).toEqual([
    ['build-start', 2, 'began to build: asked for'],
    [
      'build-failed',
      2,
      expect.stringMatching(/^failed: .*Error: broken \(HOTSEAT_CREATE_APP_FAILED\)\. Generation 1 goes on serving$/),
    ],
    ['build-start', 3, 'began to build: asked for'],
    ['swap', 3, expect.stringMatching(/^serves, after [\d.]+ ms: 1 modules new, 0 carried$/)],
    ['drained', 1, expect.stringMatching(/^has no request any more, after [\d.]+ ms$/)],
    ['disposed', 1, expect.stringMatching(/^let go of everything in [\d.]+ ms$/)],
  ])
})

test('close() ends what follows, for good', async () => {
  const served = await serve()
  const { ended } = await followEvents(served, 'page')
  served.close()
  await ended
  expect((await followEvents(served, 'page')).response.statusCode).toBe(503)
})

test('HTTP/2: all is served as over HTTP/1, streams too', async () => {
  const served = await serve(greeting, { server: createServer() })
  const session = connect(served.url)
  onTestFinished(() => session.destroy())
  const { host } = new URL(served.url)
  const ask = (path: string, headers: Readonly<Record<string, string>>, body?: string): ClientHttp2Stream => {
    const stream = session.request({ ':path': `/__hotseat${path}`, ':authority': host, ...headers })
    return stream.setEncoding('utf8').end(body)
  }
  const opening = { ':method': 'POST', origin: served.url, 'content-type': 'application/json', 'x-hotseat': '1' }
  const { token } = JSON.parse((await ask('/session', opening, '{}').toArray()).join(''))
  const state = JSON.parse((await ask('/state', { 'x-hotseat-token': token }).toArray()).join(''))
  expect(state).toMatchObject({ seat: 'serving', generation: 1 })
  const events = ask('/events?for=page', { 'x-hotseat-token': token })
  const [first]: unknown[] = await once(events, 'data')
  expect(first).toMatch(/^event: state\ndata: .*"generation":1/)
  const [[second]] = await Promise.all([once(events, 'data'), served.swap()])
  expect(second).toMatch(/^event: state\ndata: .*"generation":2/)
  served.close()
  await once(events, 'end')
})

async function timelineOf(served: Served): Promise<readonly TimelineEntry[]> {
  return JSON.parse((await served.askAsPage('/__hotseat/timeline')).text)
}

test('the timeline says how long each phase took, what it cost, and who held it', async () => {
  const served = await serve(greeting, {})
  const disposed = Promise.withResolvers<void>()
  served.reloader.on('disposed', () => disposed.resolve())
  await served.swap()
  await disposed.promise
  const [first, second] = await timelineOf(served)
  expect(first).toMatchObject({
    generation: 1,
    reason: 'start',
    state: 'disposed',
    phases: { load: expect.any(Number), create: expect.any(Number), mount: expect.any(Number) },
    instantiated: 1,
    drain: { duration: expect.any(Number), forced: 0 },
    heap: expect.any(Number),
    disposal: expect.any(Number),
  })
  expect(second).toMatchObject({ generation: 2, reason: 'reload', state: 'live', heap: expect.any(Number) })
  expect(second?.heap).toBeGreaterThan(1_000_000)
})

test('the timeline keeps the newest thousand generations', async () => {
  const served = await serve()
  for (let count = 0; count < 1_050; count += 1) await served.swap()
  const entries = await timelineOf(served)
  expect(entries).toHaveLength(1_000)
  expect([entries.at(0)?.generation, entries.at(-1)?.generation]).toEqual([52, 1_051])
})
