import { once } from 'node:events'
import { connect, type ClientHttp2Session } from 'node:http2'
import { get as getByTls } from 'node:https'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { certificate } from './world/certificate.ts'
import { serve, type Started } from './world/serving.ts'

function sessionWith({ captured }: Started): ClientHttp2Session {
  const session = connect(captured.addresses[0]?.url ?? '', { rejectUnauthorized: false })
  onTestFinished(() => session.destroy())
  return session
}

async function ask(session: ClientHttp2Session, body = ''): Promise<string> {
  const stream = session.request({ ':path': '/path', ':method': 'POST' })
  const responding = once(stream, 'response')
  stream.end(body)
  const [headers] = await responding
  return `${headers[':status']} ${await text(stream)}`
}

const compatible = (word: string): string => `
  import { createServer } from 'node:http2'
  createServer((request, response) => response.end('${word} ' + request.httpVersion + request.url)).listen(0, '127.0.0.1')
`

const byStreams = (word: string): string => `
  import { createServer } from 'node:http2'
  import { text } from 'node:stream/consumers'
  const server = createServer()
  server.on('stream', async function (stream, headers, flags, rawHeaders) {
    const body = await text(stream)
    stream.respond({ ':status': 201 })
    stream.end(['${word}', headers[':path'], body, rawHeaders.length > 0, this === server].join(' '))
  })
  server.listen(0, '127.0.0.1')
`

test('V21 a server of node:http2 is captured: one session asks one generation after the other', async () => {
  const served = await serve(compatible('one'))
  const session = sessionWith(served)
  expect(await ask(session)).toBe('200 one 2.0/path')
  await served.save({ 'src/main.ts': compatible('two') })
  expect(await ask(session)).toBe('200 two 2.0/path')
  expect(session.closed).toBe(false)
})

test('V21 a server of node:http2 that answers streams is captured', async () => {
  const served = await serve(byStreams('one'))
  const session = sessionWith(served)
  expect(await ask(session, 'body')).toBe('201 one /path body true true')
  await served.save({ 'src/main.ts': byStreams('two') })
  expect(await ask(session, 'more')).toBe('201 two /path more true true')
  expect(served.errors).toEqual([])
})

test('V21 over TLS it speaks what the application’s does: HTTP/1 only where that is allowed', async () => {
  const source = (more: string): Record<string, string> => {
    const { key, cert } = certificate('http2')
    return {
      'src/main.ts': `
        import { createSecureServer } from 'node:http2'
        createSecureServer({ key: ${JSON.stringify(key)}, cert: ${JSON.stringify(cert)}, ${more} }, (request, response) => {
          response.end(request.httpVersion)
        }).listen(0, '127.0.0.1')
      `,
    }
  }
  for (const [more, byHttp1] of [
    ['', ''],
    ['allowHTTP1: true', '1.1'],
  ] as const) {
    const served = await serve(source(more))
    expect(await ask(sessionWith(served))).toBe('200 2.0')
    const asking = getByTls({ port: served.captured.addresses[0]?.port, host: '127.0.0.1', rejectUnauthorized: false })
    const answer = new Promise<string>((resolve) => {
      asking.on('response', (response) => void text(response).then(resolve)).on('error', () => resolve(''))
    })
    expect(byHttp1 === '' ? (await answer).includes('1.1') : await answer).toBe(byHttp1 === '' ? false : byHttp1)
  }
})
