import { createServer, IncomingMessage, type Server } from 'node:http'
import { Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { TLSSocket } from 'node:tls'
import { expect, test } from 'vitest'
import { isAllowedOrigin } from '../src/guard/origin.ts'
import { askEach, questionsTo } from './world/routes.ts'
import { deliberately, greeting, serve, type Served } from './world/served.ts'

const foreign = (served: Served): readonly string[] => [
  'null',
  'http://evil.com',
  `http://localhost.evil.com:${served.port}`,
  `https://127.0.0.1:${served.port}`,
  `http://127.0.0.1:${served.port + 1}`,
  `http://localhost:${served.port}`,
  'http://127.0.0.1',
  `http://127.0.0.1:${served.port}/`,
  `http://127.0.0.1:${served.port}.evil.com`,
  `http://127.0.0.1:${served.port} http://evil.com`,
  `http://user@127.0.0.1:${served.port}`,
  'chrome-extension://abcdefghijklmnop',
  'moz-extension://127.0.0.1',
  'file://',
  '',
]

async function checkOrigins(served: Served): Promise<void> {
  for (const origin of foreign(served)) {
    for (const [path, { status }] of await askEach(served, { headers: { origin } })) {
      expect([origin, path, status]).toEqual([origin, path, 403])
    }
  }
  for (const [path, { status }] of await askEach(served, { headers: { origin: [served.url, served.url] } })) {
    expect([path, status]).toEqual([path, 403])
  }
}

test('S3 a page of another origin is refused by every route', { timeout: 60_000 }, async () => {
  await checkOrigins(await serve(greeting, { editor: ['true'] }))
})

test('S3 a server that does not look at the origin is caught', async () => {
  await expect(checkOrigins(await serve(greeting, { without: { isAllowedOrigin: () => true } }))).rejects.toThrow(
    'to deeply equal',
  )
})

test('S3 a server that looks for its own origin anywhere in it is caught', async () => {
  const begins = ({ headers }: { readonly headers: Readonly<Record<string, string | string[] | undefined>> }) =>
    headers['origin'] === undefined || String(headers['origin']).startsWith(`http://${String(headers['host'])}`)
  await expect(checkOrigins(await serve(greeting, { without: { isAllowedOrigin: begins } }))).rejects.toThrow(
    'to deeply equal',
  )
})

test('S3 the origin of a proxy that is configured is one that is served', async () => {
  const served = await serve(greeting, { allowedHosts: ['https://app.test'] })
  const headers = { ...deliberately, host: 'app.test' }
  const opening = { method: 'POST', body: '{}' } as const
  const status = async (origin: string) =>
    (await served.ask('/__hotseat/session', { ...opening, headers: { ...headers, origin } })).status
  expect([await status('https://app.test'), await status('https://b.test')]).toEqual([200, 403])
})

test('S3 over TLS the origin is one of https, and one of http is another', () => {
  const askedBy = (origin: string, socket: Socket): boolean => {
    const request = new IncomingMessage(socket)
    request.httpVersionMajor = 1
    request.rawHeaders.push('Host', 'localhost:5000', 'Origin', origin)
    return isAllowedOrigin(request, new Set())
  }
  const plain = new Socket()
  const secure = new TLSSocket(plain)
  expect([askedBy('https://localhost:5000', secure), askedBy('http://localhost:5000', secure)]).toEqual([true, false])
  expect([askedBy('https://localhost:5000', plain), askedBy('http://localhost:5000', plain)]).toEqual([false, true])
})

async function checkSession(served: Served): Promise<void> {
  const { status, text } = await served.ask('/__hotseat/session', { method: 'POST', body: '{}', headers: deliberately })
  expect([status, text]).toEqual([403, 'Forbidden\n'])
}

test('S3 no token is given to whoever does not say where from', async () => {
  await checkSession(await serve())
})

test('S3 a server that gives its token to anyone is caught', async () => {
  await expect(checkSession(await serve(greeting, { without: { hasOrigin: () => true } }))).rejects.toThrow(
    'to deeply equal',
  )
})

/** A server whose connections seem to come from elsewhere. */
function elsewhere(address: string | undefined): Server {
  return createServer().on('connection', (socket) => Object.defineProperty(socket, 'remoteAddress', { value: address }))
}

async function checkPeers(served: Served): Promise<void> {
  const headers = { ...deliberately, origin: served.url, 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1' }
  for (const [path, question] of questionsTo(served)) {
    const { status } = await served.ask(path, { ...question, headers })
    expect([path, status]).toEqual([path, 403])
  }
}

const addresses = ['192.0.2.1', '10.0.0.1', '::ffff:10.0.0.1', 'fe80::1', '128.0.0.1', '::', undefined]

for (const address of addresses) {
  test(`S5 S6 whoever comes from ${String(address)} is not local, whatever its headers say`, async () => {
    await checkPeers(await serve(greeting, { server: elsewhere(address) }))
  })
}

test('S5 S6 whoever comes from 127.0.0.2 or ::ffff:127.0.0.1 is local', async () => {
  for (const address of ['127.0.0.2', '::ffff:127.0.0.1', '::1']) {
    const served = await serve(greeting, { server: elsewhere(address) })
    expect((await served.askAsPage('/__hotseat/state')).status).toBe(200)
  }
})

test('S6 a server that believes in headers is caught', async () => {
  const isLocal = ({ headers }: { readonly headers: Readonly<Record<string, unknown>> }): boolean =>
    headers['x-forwarded-for'] === '127.0.0.1'
  const served = await serve(greeting, { server: elsewhere('192.0.2.1'), without: { isLocal } })
  await expect(checkPeers(served)).rejects.toThrow('to deeply equal')
})

const own = Object.values(networkInterfaces())
  .flatMap((addressesOf) => addressesOf ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')

test.skipIf(own === undefined)('S6 a connection over a real network is not local', async () => {
  const served = await serve(greeting, { host: '0.0.0.0', allowedHosts: [own?.address ?? ''] })
  await checkPeers({
    ...served,
    ask: (path, question) => served.askAt(`http://${own?.address}:${served.port}`, path, question),
  })
})

async function checkTunnel(served: Served): Promise<void> {
  for (const headers of [
    { 'x-forwarded-for': '203.0.113.9' },
    { 'x-forwarded-for': '127.0.0.1, 203.0.113.9' },
    { forwarded: 'for=203.0.113.9;proto=https' },
    { forwarded: 'for=127.0.0.1, For="[2001:db8::1]"' },
  ]) {
    for (const [path, { status }] of await askEach(served, { headers })) expect([path, status]).toEqual([path, 403])
  }
}

test('S6 what a tunnel on this machine passes on is not local', async () => {
  await checkTunnel(await serve())
})

test('S6 a server that takes the end of a tunnel for its beginning is caught', async () => {
  await expect(checkTunnel(await serve(greeting, { without: { isLocal: () => true } }))).rejects.toThrow(
    'to deeply equal',
  )
})

test('S5 whoever is not local gets no client either, and hears of no failure', async () => {
  const page = {
    handle: (
      _request: unknown,
      response: { end(text: string): void; setHeader(name: string, value: string): unknown },
    ) => {
      response.setHeader('content-type', 'text/html')
      response.end('<p>')
    },
  }
  const served = await serve(() => page, { server: elsewhere('192.0.2.1') })
  expect((await served.ask('/', { headers: { accept: 'text/html' } })).text).toBe('<p>')
  await served.fail(new Error('broken'))
  expect((await served.ask('/')).headers).not.toHaveProperty('hotseat-failure')
})
