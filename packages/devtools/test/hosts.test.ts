import { connect, createServer } from 'node:http2'
import { expect, onTestFinished, test } from 'vitest'
import { allowedHosts, isAllowedHost } from '../src/guard/host.ts'
import { openConnection } from '../../conformance/src/serving.ts'
import { greeting, serve, type Served } from './world/served.ts'
import { askEach } from './world/routes.ts'

const none: ReadonlySet<string> = new Set()

const good = [
  'localhost',
  'LOCALHOST:5000',
  'app.localhost:5000',
  'a.b-c.localhost',
  '127.0.0.1',
  '127.0.0.1:80',
  '127.255.0.10:65535',
  '[::1]',
  '[::1]:5000',
]

const bad = [
  '',
  ' ',
  'evil.com',
  'evil.com:5000',
  'localhost6',
  'localhost.',
  'localhost.evil.com',
  'evillocalhost',
  '.localhost',
  '-.localhost',
  'a..localhost',
  'localhost:0',
  'localhost:',
  'localhost:065',
  'localhost:65536',
  'localhost:5000:5000',
  'localhost:5000@evil.com',
  'evil.com#localhost',
  'user@localhost',
  'localhost/',
  'localhost, evil.com',
  '0177.0.0.1',
  '0x7f.0.0.1',
  '127.0.0.01',
  '127.1',
  '127.0.0.256',
  '127.0.0.1.evil.com',
  '2130706433',
  '10.0.2.555',
  '10.0.0.1',
  '0.0.0.0',
  '128.0.0.1',
  '::1',
  '[::]',
  '[::2]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::1',
  'ⅼocalhost',
]

for (const host of good) {
  test(`S2 ${host} is this machine`, () => {
    expect(isAllowedHost(host, none)).toBe(true)
  })
}

for (const host of bad) {
  test(`S2 "${host}" is not this machine`, () => {
    expect(isAllowedHost(host, none)).toBe(false)
  })
}

test('S2 no host at all is none', () => {
  expect(isAllowedHost(undefined, none)).toBe(false)
})

test('S2 names that are configured are allowed as a whole', () => {
  const { names } = allowedHosts(['App.Test', 'https://proxied.test:8443', '192.168.1.5', '[fe80::1]'])
  for (const host of ['app.test', 'APP.test:80', 'proxied.test', '192.168.1.5:3000', '[fe80::1]:1']) {
    expect([host, isAllowedHost(host, names)]).toEqual([host, true])
  }
  for (const host of ['a.app.test', 'app.test.evil.com', 'xapp.test', '192.168.1.50']) {
    expect([host, isAllowedHost(host, names)]).toEqual([host, false])
  }
})

for (const wrong of ['*.test', 'a b', 'a/b', '', 'https://a.test/b', 'ftp://a.test', 'a.test:80', '.test']) {
  test(`"${wrong}" is no host to be configured`, () => {
    expect(() => allowedHosts([wrong])).toThrow('neither a host')
  })
}

/** Whatever Node lets through. */
const spelled = bad.filter((host) => /^[\x20-\x7e]+$/.test(host.trim()))

async function checkHosts(served: Served): Promise<void> {
  for (const host of spelled) {
    for (const [path, { status, text }] of await askEach(served, { headers: { host } })) {
      expect([host, path, status, text]).toEqual([host, path, 403, path === '/__hotseat/events' ? '' : 'Forbidden\n'])
    }
  }
  for (const [path, { status }] of await askEach(served, {
    headers: { host: ['localhost', 'localhost'], origin: [] },
  })) {
    expect([path, status]).toEqual([path, 403])
  }
}

test('S2 a host that is not this machine is refused by every route', { timeout: 60_000 }, async () => {
  await checkHosts(await serve(greeting, { editor: ['true'] }))
})

test('S2 a server that believes every host is caught', async () => {
  const served = await serve(greeting, { without: { isAllowedHost: () => true, isAllowedOrigin: () => true } })
  await expect(checkHosts(served)).rejects.toThrow('403')
})

test('S2 a server that takes the first of two hosts is caught', async () => {
  const isAllowed = ({ headers }: { readonly headers: { readonly host?: string | undefined } }): boolean =>
    isAllowedHost(headers.host, none)
  const served = await serve(greeting, { without: { isAllowedHost: isAllowed } })
  await expect(checkHosts(served)).rejects.toThrow('403')
})

test('S2 a host that is this machine is served by every route', async () => {
  const served = await serve(greeting, { allowedHosts: ['app.test'] })
  for (const host of [`localhost:${served.port}`, `127.0.0.1:${served.port}`, 'app.localhost', '[::1]', 'app.test']) {
    for (const [path, { status }] of await askEach(served, { headers: { host, origin: `http://${host}` } })) {
      expect([host, path, status]).not.toEqual([host, path, 403])
    }
  }
})

async function checkUpgrades({ port }: Pick<Served, 'port'>): Promise<void> {
  for (const [host, status] of [
    ['evil.com', 403],
    ['localhost', 501],
  ] as const) {
    using client = await openConnection(port)
    client.write(`GET /__hotseat/events HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`)
    expect(await client.closed()).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  }
}

test('S2 upgrades pass the same guard, and lead to nothing', async () => {
  await checkUpgrades(await serve())
})

test('S2 a guard that upgrades do not pass is caught', async () => {
  await expect(checkUpgrades(await serve(greeting, { without: { isAllowedHost: () => true } }))).rejects.toThrow('403')
})

async function checkAuthorities({ url }: Pick<Served, 'url'>): Promise<void> {
  const session = connect(url)
  onTestFinished(() => session.close())
  const statusOf = async (headers: Readonly<Record<string, string>>): Promise<unknown> => {
    const stream = session.request({ ':path': '/__hotseat/', ...headers })
    const { promise, resolve } = Promise.withResolvers<Readonly<Record<string, unknown>>>()
    stream.once('response', resolve)
    const { ':status': status } = await promise
    stream.resume()
    return status
  }
  expect(await statusOf({ ':authority': 'localhost:5000' })).toBe(200)
  expect(await statusOf({ ':authority': 'localhost', host: 'localhost' })).toBe(200)
  expect(await statusOf({ ':authority': 'evil.com' })).toBe(403)
  expect(await statusOf({ ':authority': 'evil.com', host: 'localhost' })).toBe(403)
  expect(await statusOf({ ':authority': 'localhost', host: 'evil.com' })).toBe(403)
}

test('S2 the authority of HTTP/2 is a host', async () => {
  await checkAuthorities(await serve(greeting, { server: createServer() }))
})

test('S2 a server that reads `Host` alone is caught', async () => {
  const served = await serve(greeting, {
    server: createServer(),
    without: { isAllowedHost: ({ headers }) => isAllowedHost(headers.host ?? 'localhost', none) },
  })
  await expect(checkAuthorities(served)).rejects.toThrow('403')
})
