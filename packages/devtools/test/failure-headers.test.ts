import { HotseatError } from '@hotseat/core'
import { expect, test } from 'vitest'
import { failureHeaders } from '../src/inject/failure-headers.ts'
import { methodOf } from '../src/inject/method.ts'
import type { Failure } from '../src/protocol.ts'
import { forPage, serveHandler } from './world/pages.ts'
import { greeting, serve } from './world/served.ts'

const broken = (root: string) =>
  new HotseatError({
    code: 'HOTSEAT_TEST',
    message: 'broken',
    location: { file: `${root}/src/a "ü".ts`, line: 3, column: 14 },
  })

test('while a build that failed stands, every answer says so, and says who answers', async () => {
  const served = await serveHandler((request, response) => {
    if (request.url === '/pairs')
      methodOf(response, 'writeHead')(200, [
        ['x-a', '1'],
        ['x-b', '2'],
      ])
    if (request.url === '/object') response.writeHead(200, { 'x-a': '1' })
    if (request.url === '/cleared') for (const name of response.getHeaderNames()) response.removeHeader(name)
    response.end('{}')
  })
  expect((await served.ask('/')).headers).not.toHaveProperty('hotseat-failure')
  await served.fail(broken(served.root))
  for (const path of ['/', '/pairs', '/object', '/cleared']) {
    for (const headers of [{}, { accept: 'application/json' }, forPage]) {
      const reply = await served.ask(path, { headers })
      expect([reply.text, reply.headers]).toMatchObject([
        '{}',
        {
          'hotseat-generation': '1',
          'hotseat-failure': 'HOTSEAT_TEST; generation=2; at="src/a %22%C3%BC%22.ts:3:14"',
          ...(path === '/pairs' && { 'x-a': '1', 'x-b': '2' }),
        },
      ])
    }
  }
  await served.swap(greeting)
  expect((await served.ask('/')).headers).not.toHaveProperty('hotseat-failure')
})

test('what answers while nothing could be built says it, too', async () => {
  const served = await serve(() => {
    throw new Error('broken')
  })
  const { status, headers } = await served.ask('/')
  expect([status, headers['hotseat-failure'], headers['hotseat-generation']]).toEqual([
    503,
    'HOTSEAT_CREATE_APP_FAILED; generation=1',
    undefined,
  ])
})

test('nothing of a failure breaks out of its header', () => {
  const failure: Failure = {
    generation: 2,
    answeredBy: 1,
    at: 0,
    code: 'A\r\nb',
    message: '',
    place: { file: 'a"\n\\\u{d800}😀.ts', line: 1, column: 2, id: '' },
    frame: null,
    stack: [],
    importers: [],
    causes: [],
  }
  for (const value of Object.values(failureHeaders(failure, 1))) expect(value).toMatch(/^[\x20-\x7e]+$/)
  expect(failureHeaders(failure, 1)['hotseat-failure']).toBe(
    'A%0D%0Ab; generation=2; at="a%22%0A%5C%EF%BF%BD%F0%9F%98%80.ts:1:2"',
  )
})
