import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { pipeline, type Transform } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline as pipelineOf } from 'node:stream/promises'
import * as zlib from 'node:zlib'
import { expect, test } from 'vitest'
import { gate } from './world/gate.ts'
import { askBoth, checkUntouched, forPage, html, restOf, serveHandler, tag, type Handler } from './world/pages.ts'

interface Coding {
  readonly name: string
  readonly encoder: () => Transform & { flush(done: () => void): void }
  readonly decoder: () => Transform
}

const codings: Readonly<Record<string, Coding>> = {
  gzip: { name: 'gzip', encoder: zlib.createGzip, decoder: zlib.createGunzip },
  'gzip, by its old name': { name: 'X-Gzip', encoder: zlib.createGzip, decoder: zlib.createGunzip },
  deflate: { name: 'deflate', encoder: zlib.createDeflate, decoder: zlib.createInflate },
  'deflate without its head': { name: 'deflate', encoder: zlib.createDeflateRaw, decoder: zlib.createInflateRaw },
  brotli: { name: 'br', encoder: zlib.createBrotliCompress, decoder: zlib.createBrotliDecompress },
  zstd: { name: 'zstd', encoder: zlib.createZstdCompress, decoder: zlib.createZstdDecompress },
}

function decoded(bytes: Buffer, { decoder }: Coding): Promise<string> {
  const stream = decoder()
  stream.end(bytes)
  return text(stream)
}

async function encoded(plain: string, { encoder }: Coding): Promise<Buffer> {
  const stream = encoder()
  stream.end(plain)
  return Buffer.concat(await stream.toArray())
}

const long = `<!doctype html>${'<p>hello '.repeat(100_000)}`

for (const [name, coding] of Object.entries(codings)) {
  test(`a page in ${name} is decoded, extended and encoded again`, async () => {
    for (const body of [html, long]) {
      const bytes = await encoded(body, coding)
      const head = { 'content-type': 'text/html', 'content-encoding': coding.name }
      const handlers: Handler[] = [
        (_, response) => response.writeHead(200, { ...head, 'content-length': bytes.length, vary: 'a' }).end(bytes),
        (_, response) => {
          response.writeHead(200, head)
          for (let at = 0; at < bytes.length; at += 1_000) response.write(bytes.subarray(at, at + 1_000))
          response.end()
        },
      ]
      for (const handle of handlers) {
        const { plain, page } = await askBoth(await serveHandler(handle))
        expect(await decoded(page.bytes, coding)).toBe(body + tag)
        const { 'transfer-encoding': _given, ...rest } = restOf(page)
        const { 'transfer-encoding': _wanted, ...expected } = restOf(plain)
        expect(rest).toEqual(expected)
        expect(page.headers['content-length']).toBeUndefined()
      }
    }
  })

  test(`what was flushed of a page in ${name} arrives before the rest is written`, async () => {
    const arrived = gate()
    const served = await serveHandler(async (_, response) => {
      response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': coding.name })
      const encoder = coding.encoder()
      encoder.pipe(response)
      encoder.write('<p>one')
      encoder.flush(() => undefined)
      await arrived.opened
      encoder.end('<p>two')
    })
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    request(served.url, { headers: forPage }, (response) => {
      const decoder = coding.decoder()
      let received = ''
      decoder.on('data', (chunk: Buffer) => {
        received += chunk.toString()
        if (received === '<p>one') arrived.open()
      })
      pipeline(response, decoder, (error) => (error ? reject(error) : resolve(received)))
    }).end()
    expect(await promise).toBe(`<p>one<p>two${tag}`)
  })

  test(`of a page in ${name}, HEAD says no length, and an empty one stays empty`, async () => {
    const served = await serveHandler((_, response) =>
      response
        .writeHead(200, { 'content-type': 'text/html', 'content-encoding': coding.name, 'content-length': 0 })
        .end(),
    )
    const head = await served.ask('/', { method: 'HEAD', headers: forPage })
    expect([head.status, head.headers['content-length']]).toEqual([200, undefined])
    expect((await served.ask('/', { headers: forPage })).bytes).toHaveLength(0)
  })

  test(`a page that only says it is in ${name}, or ends too early, breaks off, and it is reported`, async () => {
    const whole = await encoded(long, coding)
    // The decoder of zstd in Node 22 takes an early end for an end.
    const isNoticed = name !== 'zstd' || !process.version.startsWith('v22.')
    const half = isNoticed ? [whole.subarray(0, whole.length / 2)] : []
    for (const bytes of [Buffer.from('\u{8}no such thing'), ...half]) {
      const served = await serveHandler((_, response) =>
        response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': coding.name }).end(bytes),
      )
      await expect(served.ask('/', { headers: forPage })).rejects.toThrow(/aborted|hang up/)
      expect(served.reported.map(({ code }) => code)).toEqual(['HOTSEAT_BAD_ENCODING'])
    }
  })
}

test('an application writes no faster than a client reads, also where the page is encoded again', async () => {
  const noise = zlib.gzipSync(randomBytes(64_000_000), { level: 0 })
  let written = 0
  const served = await serveHandler(async (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' })
    for (let at = 0; at < noise.length; at += 64_000) {
      written = at
      if (!response.write(noise.subarray(at, at + 64_000))) await once(response, 'drain')
    }
    response.end()
  })
  const answered = Promise.withResolvers<IncomingMessage>()
  request(served.url, { headers: forPage }, answered.resolve).end()
  const response = await answered.promise
  // Nothing is read yet: it comes to a stand where the buffers of both ends are full, and stays there.
  let last = -1
  let same = 0
  const standing = (): number => {
    same = written === last ? same + 1 : 0
    last = written
    return same
  }
  await expect.poll(standing, { interval: 10, timeout: 20_000 }).toBeGreaterThan(30)
  expect(written).toBeLessThan(24_000_000)
  const decoder = zlib.createGunzip()
  let size = 0
  decoder.on('data', (chunk: Buffer) => (size += chunk.length))
  await pipelineOf(response, decoder)
  expect(size).toBe(64_000_000 + tag.length)
})

test('whoever goes on writing to a client that has left is told nothing but what Node tells', async () => {
  const over = gate()
  const bytes = zlib.gzipSync(randomBytes(3_000_000), { level: 0 })
  const served = await serveHandler(async (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' })
    response.on('error', () => undefined)
    response.write(bytes.subarray(0, 100_000))
    await once(response, 'close')
    response.write(bytes.subarray(100_000))
    response.end()
    await new Promise(setImmediate)
    over.open()
  })
  request(served.url, { headers: forPage }, (response) => response.once('data', () => response.destroy())).end()
  await over.opened
  expect(served.reported).toEqual([])
})

test('to the application a page that is still being encoded is over', async () => {
  const seen: unknown[] = []
  const bytes = zlib.gzipSync(html)
  const served = await serveHandler((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' })
    response.end(bytes, () => seen.push('done'))
    seen.push(response.writableEnded)
    response.end()
  })
  const { bytes: page } = await served.ask('/', { headers: forPage })
  expect(zlib.gunzipSync(page).toString()).toBe(html + tag)
  expect(seen).toEqual([true, 'done'])
})

test('what is not a page is left in its encoding', async () => {
  const bytes = zlib.gzipSync('{}')
  const served = await serveHandler((_, response) =>
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bytes),
  )
  checkUntouched(await askBoth(served))
})
