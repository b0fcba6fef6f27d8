import { mkdirSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:http2'
import { Readable } from 'node:stream'
import { gunzipSync, brotliDecompressSync } from 'node:zlib'
import compression from 'compression'
import express from 'express'
import fastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { askBoth, checkAppended, checkUntouched, forPage, html, serveHandler, tag } from './world/pages.ts'
import { serve, temporaryFolder, type Served } from './world/served.ts'

async function serveExpress(): Promise<Served> {
  const folder = temporaryFolder()
  mkdirSync(`${folder}/static`)
  writeFileSync(`${folder}/static/index.html`, html)
  writeFileSync(`${folder}/static/data.json`, '{"a":1}')
  const app = express()
  app.get('/sent', (_request, response) => void response.send(html))
  app.get('/json', (_request, response) => void response.json({ html }))
  app.get('/file', (_request, response) => response.sendFile(`${folder}/static/index.html`))
  app.get('/fails', () => {
    throw new Error('broken')
  })
  app.use('/static', express.static(`${folder}/static`))
  app.use('/compressed', compression({ threshold: 0 }))
  app.get('/compressed/sent', (_request, response) => void response.send(html.repeat(1_000)))
  app.get('/compressed/streamed', (_request, response) => {
    response.type('html')
    Readable.from(['<p>one', '<p>two']).pipe(response)
  })
  app.get('/compressed/json', (_request, response) => void response.json({ html: html.repeat(100) }))
  return serveHandler(app)
}

test('express: pages that are sent, files and errors have the tag', async () => {
  const served = await serveExpress()
  for (const path of ['/sent', '/file', '/static/', '/static/index.html']) {
    checkAppended(await askBoth(served, path))
  }
  // Its pages for errors let nothing run. They are to go away as the error does, so the client alone is let in.
  for (const path of ['/fails', '/nothing']) {
    const { text, headers } = await served.ask(path, { headers: forPage })
    const [, nonce] = /<\/html>\n<script [^>]* nonce="([^"]{20,})"><\/script>$/.exec(text) ?? expect.fail(text)
    const policy = `default-src 'none'; script-src 'nonce-${nonce}'; connect-src 'self'`
    expect(headers['content-security-policy']).toBe(policy)
  }
  expect(served.reported).toEqual([])
})

test('express: what is no page, or a part of one, is left', async () => {
  const served = await serveExpress()
  for (const [path, question] of [
    ['/json', {}],
    ['/static/data.json', {}],
    ['/static/index.html', { headers: { range: 'bytes=0-4' } }],
    ['/compressed/json', { headers: { 'accept-encoding': 'gzip' } }],
  ] as const) {
    checkUntouched(await askBoth(served, path, question))
  }
})

/** A page as a browser kept it that loaded it without Hotseat: it has the application's validators, and no client. */
async function checkSentAnew(served: Served, path: string): Promise<void> {
  const { headers } = await served.ask(path)
  for (const [condition, validator] of [
    ['If-None-Match', headers['etag']],
    ['if-modified-since', headers['last-modified']],
  ] as const) {
    if (validator === undefined) continue
    const kept = { headers: { [condition]: String(validator) } }
    const { plain, page } = await askBoth(served, path, kept)
    expect([plain.status, page.status, page.text]).toEqual([304, 200, html + tag])
  }
}

test('express: a page that was kept without its client is not confirmed, but sent', async () => {
  const served = await serveExpress()
  for (const path of ['/sent', '/static/index.html']) await checkSentAnew(served, path)
})

test('whichever way the conditions of a page are read, there are none', async () => {
  const served = await serveHandler((request, response) => {
    const { 'if-none-match': none, 'if-modified-since': since } = request.headers
    const raw = request.rawHeaders.filter((_, index, all) => /^if-/i.test(all[index - 1] ?? ''))
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify([none, since, raw, request.headersDistinct['accept']]))
  })
  const headers = { 'if-none-match': '"a"', 'If-Modified-Since': 'Thu, 01 Jan 1970 00:00:00 GMT', ...forPage }
  const { text } = await served.ask('/', { headers })
  expect(JSON.parse(text)).toEqual([null, null, ['', ''], [forPage.accept]])
})

test('express: pages that compression() has encoded have the tag', async () => {
  const served = await serveExpress()
  for (const [path, body] of [
    ['/compressed/sent', html.repeat(1_000)],
    ['/compressed/streamed', '<p>one<p>two'],
  ] as const) {
    const gzipped = await served.ask(path, { headers: { ...forPage, 'accept-encoding': 'gzip' } })
    expect(gzipped.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(gzipped.bytes).toString()).toBe(body + tag)
    const brotli = await served.ask(path, { headers: { ...forPage, 'accept-encoding': 'br' } })
    expect(brotliDecompressSync(brotli.bytes).toString()).toBe(body + tag)
    const plain = await served.ask(path, { headers: { ...forPage, 'accept-encoding': 'identity' } })
    expect(plain.text).toBe(body + tag)
  }
})

test('fastify: pages have the tag, of a text and of a stream', async () => {
  const app = fastify()
  app.get('/sent', (_request, reply) => reply.type('text/html').send(html))
  app.get('/streamed', (_request, reply) => reply.type('text/html').send(Readable.from(['<p>one', '<p>two'])))
  app.get('/json', () => ({ html }))
  onTestFinished(() => app.close())
  await app.ready()
  const served = await serveHandler((request, response) => app.routing(request, response))
  checkAppended(await askBoth(served, '/sent'))
  checkAppended(await askBoth(served, '/streamed'))
  checkUntouched(await askBoth(served, '/json'))
})

test('HTTP/2: pages have the tag, whatever else is left', async () => {
  const served = await serve(
    () => ({
      handle(request, response) {
        if (request.url === '/json') return response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
        if (request.url === '/listed') {
          return response.writeHead(200, ['content-type', 'text/html', 'content-length', '3']).end('<p>')
        }
        if (request.headers['if-none-match'] !== undefined) return response.writeHead(304).end()
        response.setHeader('content-type', 'text/html')
        response.write('<p>')
        return response.end(html)
      },
    }),
    { server: createServer() },
  )
  const session = connect(served.url)
  onTestFinished(() => session.close())
  const get = async (path: string, more: Readonly<Record<string, string>>): Promise<unknown[]> => {
    const stream = session.request({ ':path': path, ...more })
    const { promise, resolve } = Promise.withResolvers<Readonly<Record<string, unknown>>>()
    stream.once('response', resolve)
    const { ':status': status, 'content-length': length } = await promise
    const chunks = await stream.toArray()
    return [status, length, Buffer.concat(chunks.filter((chunk) => Buffer.isBuffer(chunk))).toString()]
  }
  expect(await get('/', forPage)).toEqual([200, undefined, `<p>${html}${tag}`])
  expect(await get('/', { ...forPage, 'if-none-match': '"a"' })).toEqual([200, undefined, `<p>${html}${tag}`])
  expect(await get('/', { 'if-none-match': '"a"' })).toEqual([304, undefined, ''])
  expect(await get('/listed', forPage)).toEqual([200, String(3 + tag.length), `<p>${tag}`])
  expect(await get('/json', forPage)).toEqual([200, undefined, '{}'])
  expect(await get('/', {})).toEqual([200, undefined, `<p>${html}`])
})
