import { HotseatError } from '@hotseat/core'
import { expect, test } from 'vitest'
import type { Failure, State, TimelineEntry } from '../src/protocol.ts'
import { greeting, serve } from './world/served.ts'

test('a page learns who answers, and what failed', async () => {
  const served = await serve()
  const state = async (): Promise<State> => JSON.parse((await served.askAsPage('/__hotseat/state')).text)
  expect(await state()).toMatchObject({ version: '1.2.3', seat: 'serving', generation: 1, failure: null })
  await served.fail(
    new HotseatError({
      code: 'HOTSEAT_TEST',
      message: `cannot read ${served.root}/src/a.ts`,
      location: { file: `${served.root}/src/a.ts`, line: 3, column: 14, frame: '> 3 | x' },
      cause: new TypeError('no'),
    }),
  )
  const { failure, generation } = await state()
  expect(generation).toBe(1)
  expect(failure).toMatchObject({
    generation: 2,
    answeredBy: 1,
    code: 'HOTSEAT_TEST',
    message: 'cannot read src/a.ts',
    place: { file: 'src/a.ts', line: 3, column: 14 },
    frame: '> 3 | x',
    causes: ['TypeError: no'],
  } satisfies Partial<Record<keyof Failure, unknown>>)
})

test('HEAD has the head of GET, and nothing else', async () => {
  const served = await serve()
  for (const path of ['/__hotseat/', '/__hotseat/state', '/__hotseat/assets/client.js']) {
    const get = await served.askAsPage(path)
    const head = await served.askAsPage(path, { method: 'HEAD' })
    expect([head.status, head.text]).toEqual([200, ''])
    expect(head.headers['content-length']).toBe(get.headers['content-length'])
    expect(head.headers['content-type']).toBe(get.headers['content-type'])
  }
})

test('a file that a browser has is not sent again', async () => {
  const served = await serve()
  const { headers, text } = await served.ask('/__hotseat/assets/client.js')
  expect(text).toContain('import')
  const again = await served.ask('/__hotseat/assets/client.js', {
    headers: { 'if-none-match': String(headers['etag']) },
  })
  expect([again.status, again.text, again.headers['content-length']]).toEqual([304, '', undefined])
})

test('the timeline has every generation, with what became of it', async () => {
  const served = await serve()
  await served.fail(new Error('broken'))
  await served.swap(greeting)
  const { text } = await served.askAsPage('/__hotseat/timeline')
  const entries: readonly TimelineEntry[] = JSON.parse(text)
  expect(entries.map(({ generation, state }) => [generation, state])).toEqual([
    [1, expect.stringMatching(/disposed|draining/)],
    [2, 'failed'],
    [3, 'live'],
  ])
})
