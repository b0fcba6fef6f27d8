import { expect, onTestFinished, test, vi } from 'vitest'
import { createDevtools } from '../src/devtools.ts'
import { limits as real } from '../src/guard/limits.ts'
import { openConnection } from '../../conformance/src/serving.ts'
import { followEvents } from './world/events.ts'
import { deliberately, greeting, serve, type Served } from './world/served.ts'

const none = { ...real, streams: Infinity, requests: Infinity, body: Infinity, mutations: Infinity, buffered: Infinity }

async function checkStreams(served: Served, most: number): Promise<void> {
  const followers = await Promise.all(Array.from({ length: most }, () => followEvents(served, 'page')))
  for (const { response } of followers) expect(response.statusCode).toBe(200)
  const one = await followEvents(served, 'page')
  expect([one.response.statusCode, one.response.headers['retry-after']]).toEqual([503, '5'])
  followers[0]?.response.destroy()
  await expect.poll(async () => (await followEvents(served, 'page')).response.statusCode).toBe(200)
}

test('S17 no more streams are open at once than there may be, and one that ends makes room', async () => {
  await checkStreams(await serve(greeting, { without: { limits: { ...real, streams: 5 } } }), 5)
  expect(real.streams).toBe(64)
})

test('S17 a server with any number of streams is caught', async () => {
  await expect(checkStreams(await serve(greeting, { without: { limits: none } }), 5)).rejects.toThrow('200')
})

async function checkBody(served: Served): Promise<void> {
  const post = async (length: number): Promise<number> => {
    const body = JSON.stringify({ id: 'x'.repeat(length - 9) })
    return (await served.askAsPage('/__hotseat/reload', { method: 'POST', body })).status
  }
  expect([await post(16 * 1024), await post(16 * 1024 + 1), await post(5_000_000)]).toEqual([202, 413, 413])
}

test('S17 a body may be so long, and no longer', async () => {
  await checkBody(await serve())
})

test('S17 a server that reads any body is caught', async () => {
  await expect(checkBody(await serve(greeting, { without: { limits: none } }))).rejects.toThrow('deeply equal')
})

/** @returns the head and the status of what is answered to a body in chunks of no stated length */
async function sendSlowly(
  served: Served,
  chunks: readonly string[],
  length: Readonly<Record<string, string>> = { 'transfer-encoding': 'chunked' },
): Promise<string> {
  const { text } = await served.askAsPage('/__hotseat/session', {
    method: 'POST',
    body: '{}',
    headers: { origin: served.url },
  })
  const { token } = JSON.parse(text)
  using client = await openConnection(served.port)
  const headers = {
    ...deliberately,
    host: `127.0.0.1:${served.port}`,
    'x-hotseat-token': token,
    ...length,
  }
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  client.write(`POST /__hotseat/reload HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n`)
  for (const chunk of chunks) client.write(`${chunk.length.toString(16)}\r\n${chunk}\r\n`)
  return await client.until(/^HTTP\/1.1 \d+/)
}

async function checkSlowBody(served: Served): Promise<void> {
  // Nothing of it has to come to be too much.
  expect(await sendSlowly(served, [], { 'content-length': '1000000' })).toMatch(/^HTTP\/1.1 413/)
  expect(await sendSlowly(served, ['x'.repeat(10_000), 'x'.repeat(10_000)])).toMatch(/^HTTP\/1.1 413/)
  expect(await sendSlowly(served, ['{'])).toMatch(/^HTTP\/1.1 408/)
}

test('S17 a body that names no length may be no longer either, and has to come in time', async () => {
  await checkSlowBody(await serve(greeting, { without: { limits: { ...real, patience: 100 } } }))
})

test('S17 a server that waits for a body for ever is caught', async () => {
  const served = await serve(greeting, { without: { limits: { ...real, patience: 60_000 } } })
  await expect(checkSlowBody(served)).rejects.toThrow('an answer like')
})

async function checkRate(served: Served): Promise<void> {
  const statuses: number[] = []
  for (let count = 0; count < 12; count += 1) {
    statuses.push((await served.askAsPage('/__hotseat/reload', { method: 'POST', body: '{}' })).status)
  }
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 202), 429, 429])
}

/** All in one second, however slow the machine is. */
function stopTime(): void {
  vi.spyOn(Date, 'now').mockReturnValue(1_000_000)
  onTestFinished(() => void vi.restoreAllMocks())
}

test('S17 so much is changed in a second, and no more', async () => {
  stopTime()
  const served = await serve()
  await checkRate(served)
  vi.spyOn(Date, 'now').mockReturnValue(1_001_001)
  expect((await served.askAsPage('/__hotseat/reload', { method: 'POST', body: '{}' })).status).toBe(202)
})

test('S17 a server that is never too fast is caught', async () => {
  stopTime()
  await expect(checkRate(await serve(greeting, { without: { limits: none } }))).rejects.toThrow('deeply equal')
})

async function checkBusy(served: Served): Promise<void> {
  // Each is held up by a body that does not come.
  const held = Array.from({ length: 3 }, () => sendSlowly(served, ['{']))
  await expect.poll(async () => (await served.ask('/__hotseat/')).status).toBe(503)
  await Promise.all(held)
  expect((await served.ask('/__hotseat/')).status).toBe(200)
}

test('S17 so many requests are answered at once, and no more', async () => {
  await checkBusy(await serve(greeting, { without: { limits: { ...real, requests: 3, patience: 1_000 } } }))
})

test('S17 a server that is never busy is caught', async () => {
  const served = await serve(greeting, { without: { limits: { ...none, patience: 300 } } })
  await expect(checkBusy(served)).rejects.toThrow('503')
})

/** More than the buffers of both ends hold; what is told is read by one, and not by the other. */
async function checkSlowReader(served: Served): Promise<void> {
  const slow = await followEvents(served, 'inspector', false)
  const awake = await followEvents(served, 'inspector')
  const text = 'x'.repeat(20_000)
  for (let count = 1; count <= 500; count += 1) {
    await served.fail(new Error(`${count} ${text}`))
    // Both ends are in this process: the one that reads has to come to it.
    await awake.until(new RegExp(`Error: ${count} x`))
  }
  slow.read()
  const all = slow.until(/Error: 500 x/)
  all.catch(() => undefined)
  const end = await Promise.race([slow.ended.then(() => 'dropped'), all.then(() => 'told of all')])
  expect([end, awake.response.destroyed]).toEqual(['dropped', false])
}

test('S17 whoever does not read is dropped, and whoever reads is not', async () => {
  await checkSlowReader(await serve())
})

test('S17 a server that keeps whatever is not read is caught', async () => {
  await expect(checkSlowReader(await serve(greeting, { without: { limits: none } }))).rejects.toThrow('dropped')
})

test('S18 there are no devtools in production', async () => {
  const { reloader } = await serve()
  vi.stubEnv('NODE_ENV', 'production')
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(() => createDevtools({ reloader, root: '/', version: '' })).toThrow('NODE_ENV')
  await expect(serve()).rejects.toMatchObject({ code: 'HOTSEAT_DEVTOOLS_IN_PRODUCTION' })
  vi.stubEnv('NODE_ENV', 'development')
  expect(createDevtools({ reloader, root: '/', version: '' }).url('http://localhost:5000')).toBe(
    'http://localhost:5000/__hotseat/',
  )
})
