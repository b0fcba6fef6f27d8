import { Agent, get, type ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { forPage, serveHandler, tag, type Handler } from './world/pages.ts'

interface Part {
  readonly data: string | Buffer
  readonly encoding: BufferEncoding | undefined
  readonly bytes: Buffer
  /** Something else happens before the next one. */
  readonly waits: boolean
}

/** What an application does to send a page, one after the other. */
interface Script {
  readonly head: 'set' | 'given' | 'listed' | 'flushed' | 'implied'
  readonly hasLength: boolean
  readonly parts: readonly Part[]
  readonly endsWithPart: boolean
  readonly status: number
}

const part: fc.Arbitrary<Part> = fc
  .tuple(
    fc.uint8Array({ maxLength: 40 }),
    fc.constantFrom<(BufferEncoding | undefined)[]>('utf8', 'latin1', 'utf16le', 'base64', 'hex', undefined),
    fc.boolean(),
  )
  .map(([random, encoding, waits]) => {
    const data = encoding === undefined ? Buffer.from(random) : Buffer.from(random).toString(encoding)
    return { data, encoding, waits, bytes: typeof data === 'string' ? Buffer.from(data, encoding) : data }
  })

const script: fc.Arbitrary<Script> = fc.record({
  head: fc.constantFrom('set', 'given', 'listed', 'flushed', 'implied'),
  hasLength: fc.boolean(),
  parts: fc.array(part, { maxLength: 5 }),
  endsWithPart: fc.boolean(),
  status: fc.constantFrom(200, 201, 404, 500),
})

function bytesOf({ parts }: Script): Buffer {
  return Buffer.concat(parts.map(({ bytes }) => bytes))
}

async function perform(response: ServerResponse, told: Script): Promise<void> {
  const headers: Record<string, string> = { 'Content-Type': 'text/html' }
  if (told.hasLength) headers['Content-Length'] = String(bytesOf(told).length)
  response.statusCode = told.status
  if (told.head === 'given') response.writeHead(told.status, headers)
  else if (told.head === 'listed') response.writeHead(told.status, Object.entries(headers).flat())
  else for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  if (told.head === 'flushed') response.flushHeaders()
  if (told.head === 'set') response.writeHead(told.status)
  const last = told.endsWithPart ? told.parts.at(-1) : undefined
  for (const { data, encoding = 'utf8', waits } of last ? told.parts.slice(0, -1) : told.parts) {
    response.write(data, encoding)
    if (waits) await new Promise(setImmediate)
  }
  if (last?.encoding) response.end(last.data, last.encoding)
  else response.end(last?.data)
}

test('however a page is sent, it arrives as it is, with the tag behind it, and its connection goes on', async () => {
  let told: Script | undefined
  const served = await serveHandler((_, response) => (told ? perform(response, told) : response.end()))
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())

  async function ask(headers: Readonly<Record<string, string>>): Promise<readonly [number | undefined, string]> {
    const { promise, resolve, reject } = Promise.withResolvers<readonly [number | undefined, string]>()
    get(served.url, { agent, headers }, (response) => {
      let body = ''
      response.setEncoding('latin1').on('data', (chunk: string) => (body += chunk))
      response.on('error', reject).on('end', () => resolve([response.statusCode, body]))
    }).on('error', reject)
    return promise
  }

  await fc.assert(
    fc.asyncProperty(script, async (each) => {
      told = each
      const body = bytesOf(each).toString('latin1')
      expect(await ask({})).toEqual([each.status, body])
      expect(await ask(forPage)).toEqual([each.status, body + tag])
    }),
    { numRuns: 300 },
  )
  expect(served.reported).toEqual([])
})

test('a client that leaves in the middle of a page leaves nothing behind', async () => {
  const long = `<p>${'x'.repeat(3_000_000)}`
  const plain: Handler = (_, response) => response.setHeader('content-type', 'text/html').end(long)
  const encoded: Handler = (_, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' })
      .end(gzipSync(long, { level: 0 }))
  for (const handle of [plain, encoded]) {
    const served = await serveHandler(handle)
    const begun = Promise.withResolvers<void>()
    get(served.url, { headers: forPage }, (response) => {
      response.once('data', () => response.destroy())
      response.once('close', begun.resolve)
    })
    await begun.promise
    // Its generation is let go: nothing holds it any more.
    const disposed = Promise.withResolvers<void>()
    served.reloader.on('disposed', () => disposed.resolve())
    await served.swap(() => ({ handle: plain }))
    await disposed.promise
    expect(served.reported).toEqual([])
    expect((await served.ask('/', { headers: forPage })).text).toHaveLength(long.length + tag.length)
  }
})
