import { expect, test } from 'vitest'
import { keyOf, targetOf } from '../src/listen/target.ts'

const done = (): void => undefined

// https://nodejs.org/api/net.html#serverlisten
test.each<[string, readonly unknown[], object]>([
  ['nothing', [], { port: 0 }],
  ['null', [null], { port: 0 }],
  ['a port', [3000], { port: 3000 }],
  ['a port in words', ['3000'], { port: 3000 }],
  ['a port and a host', [3000, '::1'], { port: 3000, host: '::1' }],
  ['a port and a backlog', [3000, 64], { port: 3000, backlog: 64 }],
  ['a port, a host and a backlog', [3000, 'localhost', 64], { port: 3000, host: 'localhost', backlog: 64 }],
  ['a port and no host', [3000, undefined], { port: 3000 }],
  ['a path', ['/tmp/a'], { path: '/tmp/a' }],
  ['a path and a backlog', ['/tmp/a', 64], { path: '/tmp/a', backlog: 64 }],
  ['options', [{ port: '3000', host: '::', ipv6Only: true }], { port: 3000, host: '::', ipv6Only: true }],
  ['options without a port', [{ port: undefined, host: '::' }], { port: 0, host: '::' }],
  ['options with a signal', [{ port: 1, signal: AbortSignal.abort() }], { port: 1 }],
  ['options with a path', [{ path: '/tmp/a', readableAll: true }], { path: '/tmp/a', readableAll: true }],
])('listen() is understood with %s, and with a callback', (_, given, options) => {
  expect(targetOf(given)?.options).toEqual(options)
  expect(targetOf([...given, done])).toEqual({ ...targetOf(given), options, callback: done })
})

test.each([[{ fd: 3 }], [{ _handle: {} }]])('what is open already is left to Node: %j', (given) => {
  expect(targetOf([given])).toBeUndefined()
})

test('an address is the same in every generation, that of a free port by its turn', () => {
  expect(keyOf({ port: 3000 }, 0)).toBe(keyOf({ port: 3000 }, 1))
  expect(keyOf({ port: 3000, host: '::1' }, 0)).not.toBe(keyOf({ port: 3000 }, 0))
  expect(keyOf({ port: 0 }, 0)).not.toBe(keyOf({ port: 0 }, 1))
  expect(keyOf({ path: '/tmp/a' }, 0)).toBe('/tmp/a')
})
