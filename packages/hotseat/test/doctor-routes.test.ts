import { METHODS } from 'node:http'
import { expect, test } from 'vitest'
import { expressRoutes } from '../src/doctor/inside/express-routes.ts'
import { pathsOf } from '../src/doctor/paths.ts'

/** A router with one route, mounted in an application as a version of express keeps it. */
function mounted(layer: object, name: '_router' | 'router') {
  const inner = { stack: [{ route: { path: '/list', methods: { get: true } } }] }
  return Object.assign(() => undefined, {
    handle: () => undefined,
    set: () => undefined,
    [name]: { stack: [{ ...layer, handle: inner }] },
  })
}

test('the routes of express 5, of which a layer has its path', () => {
  expect(expressRoutes(mounted({ rawPath: '/of/:owner' }, 'router'))).toEqual(['GET /of/:owner/list'])
  expect(expressRoutes(mounted({ rawPath: '/' }, 'router'))).toEqual(['GET /list'])
})

test('a route of all methods is one', () => {
  const methods = Object.fromEntries(METHODS.map((method) => [method.toLowerCase(), true]))
  const stack = [{ route: { path: ['/a', '/b'], methods } }, { route: { path: '/c', methods: { _all: true } } }]
  const app = Object.assign(() => undefined, { handle: () => undefined, set: () => undefined, router: { stack } })
  expect(expressRoutes(app)).toEqual(['ALL /a', 'ALL /b', 'ALL /c'])
})

test('the routes of express 4, of which a layer has an expression', () => {
  const layer = { regexp: /^\/of\/(?:([^/]+?))\/?(?=\/|$)/i, keys: [{ name: 'owner' }] }
  expect(expressRoutes(mounted(layer, '_router'))).toEqual(['GET /of/:owner/list'])
  expect(expressRoutes(mounted({ regexp: /^\/?(?=\/|$)/i, keys: [] }, '_router'))).toEqual(['GET /list'])
})

test('the routes of express 5.0, of which only the layer gets at the expression', () => {
  const exec: unknown = Reflect.get(RegExp.prototype, 'exec')
  const expression = /^(?:\/of\/([^/]+))(?:\/$)?(?=\/|$)/i
  expect(expressRoutes(mounted({ matchers: [(path: string) => expression.exec(path)] }, 'router'))).toEqual([
    'GET /of/:p1/list',
  ])
  expect(Reflect.get(RegExp.prototype, 'exec')).toBe(exec)
})

test('a router at an expression of the application, and what is no express application, have none', () => {
  expect(expressRoutes(mounted({ regexp: /^\/(?:a|b)+/, keys: [] }, '_router'))).toEqual([])
  expect(expressRoutes(() => undefined)).toEqual([])
})

test('what answers GET is asked, with 1 for parameters, once; wildcards are not', () => {
  const routes = [
    'GET /a',
    'HEAD /a',
    'ALL /a',
    'POST /b',
    'GET /c/:id',
    'GET /d/:id(^\\d+)/:more?',
    'GET /e/*',
    'GET /f{/:g}',
  ]
  expect(pathsOf(routes)).toEqual(['/a', '/c/1', '/d/1/1'])
})
