import type { HotseatError } from '@hotseat/core'
import { expect, test } from 'vitest'
import type { Prepare, Reserved } from '../src/options.ts'
import { greeting, serve } from './world/serving.ts'

const ours: Reserved = { prefix: '/__hotseat', handle: (_request, response) => void response.end('ours') }

test('what prepares responses is told who answers, before it does, and of no reserved path', async () => {
  const told: [string | undefined, number | undefined][] = []
  const prepare: Prepare = (request, response, generation) => {
    told.push([request.url, generation])
    response.setHeader('x-prepared', String(generation))
  }
  const served = await serve(greeting, { reserved: ours, prepare })
  expect((await fetch(`${served.url}/a`)).headers.get('x-prepared')).toBe('1')
  expect((await fetch(`${served.url}/__hotseat`)).headers.get('x-prepared')).toBeNull()
  await served.swap()
  expect((await fetch(`${served.url}/b`)).headers.get('x-prepared')).toBe('2')
  expect(told).toEqual([
    ['/a', 1],
    ['/b', 2],
  ])
})

test('what prepares responses is told that nobody answers', async () => {
  const told: unknown[] = []
  const served = await serve(
    () => {
      throw new Error('broken')
    },
    { prepare: (_request, _response, generation) => told.push(generation) },
  )
  expect((await fetch(served.url)).status).toBe(503)
  expect(told).toEqual([undefined])
})

test('what prepares responses may fail: the application answers all the same, and it is reported', async () => {
  const reported: HotseatError[] = []
  const served = await serve(greeting, {
    prepare: () => {
      throw new Error('not prepared')
    },
    onError: (error) => reported.push(error),
  })
  expect((await fetch(served.url)).status).toBe(200)
  expect(reported.map(({ code, message }) => [code, message.includes('GET /')])).toEqual([
    ['HOTSEAT_PREPARE_FAILED', true],
  ])
})
