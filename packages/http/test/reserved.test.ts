import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { territoryOf } from '../src/reserved.ts'
import type { Reserved } from '../src/options.ts'
import { connectTo, get, serve, type CreateApp, type Serving } from './world/serving.ts'

const prefix = '/__hotseat'

const targets: Readonly<Record<ReturnType<typeof territoryOf>, readonly string[]>> = {
  reserved: [
    '/__hotseat',
    '/__hotseat/',
    '/__hotseat/events',
    '/__hotseat/events?a=/../b',
    '/__hotseat?x',
    '/__hotseat/a%20b',
  ],
  application: [
    '/',
    '*',
    '/__hotseats',
    '/__hotsea',
    '/a/__hotseat',
    '/?x=/__hotseat',
    '/a/%2e%2e/b',
    '/a//b',
    '/%zz',
    'http://localhost/a',
    'localhost:443',
    '/%25__hotseat',
  ],
  malformed: [
    '/__HOTSEAT/events',
    '//__hotseat/events',
    '/./__hotseat',
    '/a/../__hotseat/events',
    '/a/%2e%2e/__hotseat',
    '/%5f_hotseat/events',
    '/%5F%5Fhotseat',
    '/__hotseat%2fevents',
    '/__hotseat/../a',
    '/__hotseat/%2e%2e/a',
    '/a/..%5c__hotseat',
    'http://localhost/__hotseat/events',
    'http://__hotseat/__hotseat',
    '/a#b',
    '/__hotseat/#',
    '/a\\b',
    '\\__hotseat',
    '/a\0',
  ],
}

for (const [territory, those] of Object.entries(targets)) {
  test(`S10 a request target is ${territory} by its exact spelling`, () => {
    checkTargets(those, territory, (target) => territoryOf(target, prefix))
  })
}

function checkTargets(those: readonly string[], territory: string, read: (target: string) => string): void {
  for (const target of those) expect([target, read(target)]).toEqual([target, territory])
}

/** Planted bugs: how one would read a target at first. */
const naive: Readonly<Record<string, (target: string) => string>> = {
  'by how it begins': (target) => (target.startsWith(prefix) ? 'reserved' : 'application'),
  'as a URL': (target) => (new URL(target, 'http://h').pathname.startsWith(`${prefix}/`) ? 'reserved' : 'application'),
  'as if all were well spelled': (target) => (/^\/__hotseat(?:[/?]|$)/.test(target) ? 'reserved' : 'application'),
}

for (const [name, read] of Object.entries(naive)) {
  test(`S10 a target that is read ${name} is caught`, () => {
    expect(() => {
      for (const [territory, those] of Object.entries(targets)) checkTargets(those, territory, read)
    }).toThrow('deeply equal')
  })
}

test('S10 no target is both: what is reserved begins with the prefix, and what is the application’s does not', () => {
  const piece = fc.constantFrom(
    '/',
    '__hotseat',
    '__HOTSEAT',
    '..',
    '.',
    '%2e',
    '%2F',
    '%5f',
    'a',
    '?',
    '#',
    '\\',
    'http://h',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const target = pieces.join('')
      const territory = territoryOf(target, prefix)
      if (territory === 'reserved') expect(target.startsWith(prefix)).toBe(true)
      const url = target.startsWith('/') ? `http://h${target}` : target
      if (!URL.canParse(url)) return
      const { pathname } = new URL(url)
      if (territory === 'application') expect(pathname === prefix || pathname.startsWith(`${prefix}/`)).toBe(false)
    }),
  )
})

/** Says who answered. */
const application: CreateApp = () => ({
  handle(_request, response) {
    response.end('application')
  },
  upgrade(_request, socket) {
    socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\napplication')
  },
})

const ours: Reserved = {
  prefix,
  handle({ url }, response) {
    if (url === '/__hotseat/throws') throw new Error('secret detail')
    if (url === '/__hotseat/rejects') return Promise.reject(new Error('secret detail'))
    return response.end('reserved')
  },
  upgrade({ url }, socket) {
    if (url === '/__hotseat/throws') throw new Error('secret detail')
    socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\nreserved')
  },
}

async function checkDispatch(served: Serving): Promise<void> {
  const expected = { application: 'application', reserved: 'reserved', malformed: 'HTTP/1.1 400 Bad Request' }
  for (const [territory, those] of Object.entries(targets)) {
    const answer = expect.stringContaining(Reflect.get(expected, territory))
    for (const target of those) {
      // Node's parser refuses these by itself, and takes `host:port` for CONNECT only.
      if (/[\0]|^localhost|^\*|^[^/h]/.test(target)) continue
      for (const upgrade of [[], ['Connection: Upgrade', 'Upgrade: websocket']]) {
        const client = await connectTo(served.port)
        client.write(get(target, ...(upgrade.length > 0 ? upgrade : ['Connection: close'])))
        expect([target, await client.closed()]).toEqual([target, answer])
      }
    }
  }
}

test('S10 one dispatcher for requests and upgrades: each target reaches its own side only', async () => {
  await checkDispatch(await serve(application, { reserved: ours }))
})

test('S10 a dispatcher that knows of no reserved path, or of another, is caught', async () => {
  await expect(checkDispatch(await serve(application))).rejects.toThrow('deeply equal')
  const other = { ...ours, prefix: '/__hot' }
  await expect(checkDispatch(await serve(application, { reserved: other }))).rejects.toThrow('deeply equal')
})

test('S10 a dispatcher that leaves upgrades out is caught', async () => {
  const requestsOnly: Reserved = { prefix, handle: (request, response) => ours.handle(request, response) }
  await expect(checkDispatch(await serve(application, { reserved: requestsOnly }))).rejects.toThrow('deeply equal')
})

test('S15 what fails in a reserved path is answered by a fixed body, and reported', async () => {
  const reported: string[] = []
  const served = await serve(application, { reserved: ours, onError: ({ message }) => reported.push(message) })
  for (const path of ['/throws', '/rejects']) {
    const response = await fetch(served.url + prefix + path)
    expect([response.status, await response.text()]).toEqual([500, 'Internal Server Error\n'])
  }
  const client = await connectTo(served.port)
  client.write(get('/__hotseat/throws', 'Connection: Upgrade', 'Upgrade: websocket'))
  expect(await client.closed()).toBe('')
  expect(reported).toHaveLength(3)
})

test('a reserved path holds no generation, and is served while there is none', async () => {
  const served = await serve(
    () => {
      throw new Error('broken')
    },
    { reserved: ours },
  )
  expect((await fetch(served.url)).status).toBe(503)
  expect(await (await fetch(served.url + prefix)).text()).toBe('reserved')
})

test('a reserved prefix without upgrades refuses them', async () => {
  const served = await serve(application, { reserved: { prefix, handle() {} } })
  const client = await connectTo(served.port)
  client.write(get(prefix, 'Connection: Upgrade', 'Upgrade: websocket'))
  expect(await client.closed()).toMatch(/^HTTP\/1.1 501 /)
})
