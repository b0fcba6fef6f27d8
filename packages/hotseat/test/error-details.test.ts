import { HotseatError } from '@hotseat/core'
import picocolors from 'picocolors'
import { expect, test } from 'vitest'
import { detailsOf } from '../src/output/error-details.ts'
import { errorLines } from '../src/output/format-errors.ts'
import { jsonLine } from '../src/output/json-lines.ts'

const location = { file: '/app/src/a.ts', line: 3, column: 9, frame: '> 3 | b\n    | ^' }

const refused = new Error('connect ECONNREFUSED')
const wrapped = new Error('no database', { cause: refused })
const error = new HotseatError({
  code: 'HOTSEAT_LOAD_FAILED',
  message: 'The application failed while its modules were evaluated. Error: no database',
  cause: wrapped,
  location,
  importers: ['/app/src/b.ts', '/app/src/app.ts'],
})
test('each thing is said once: the cause that the message repeats is left out', () => {
  expect(detailsOf(error)).toEqual({
    code: 'HOTSEAT_LOAD_FAILED',
    message: error.summary,
    location,
    importers: ['/app/src/b.ts', '/app/src/app.ts'],
    causes: [{ name: 'Error', message: 'connect ECONNREFUSED', location: undefined }],
  })
})

test('a ring of causes ends, and what is thrown need not be an error', () => {
  const ring = new Error('one')
  ring.cause = new Error('two', { cause: ring })
  const rings = new HotseatError({ code: 'X', message: 'zero', cause: ring })
  expect(detailsOf(rings).causes.map(({ message }) => message)).toEqual(['one', 'two'])
  const thrown = new HotseatError({ code: 'X', message: 'zero', cause: 'a text' })
  expect(detailsOf(thrown).causes).toEqual([{ name: 'thrown', message: 'a text', location: undefined }])
  const many = new HotseatError({
    code: 'X',
    message: 'zero',
    cause: new AggregateError([refused, wrapped], 'all failed'),
  })
  expect(detailsOf(many).causes.map(({ message }) => message)).toEqual([
    'all failed',
    'connect ECONNREFUSED',
    'no database',
  ])
})

test('people read message, place, frame, who imports it, and what caused it', () => {
  const style = { colors: picocolors.createColors(false), cwd: '/app', links: false, now: new Date(), lookup: {} }
  expect(errorLines(error, style)).toEqual([
    '  The application failed while its modules were evaluated. Error: no database',
    '  src/a.ts:3:9',
    '  > 3 | b',
    '      | ^',
    '  imported by src/b.ts',
    '  imported by src/app.ts',
    '  Caused by: Error: connect ECONNREFUSED',
  ])
  const importers = Array.from({ length: 9 }, (_, index) => `/app/${index}.ts`)
  const long = new HotseatError({ code: 'X', message: 'far away', importers })
  expect(errorLines(long, style).filter((line) => /imported|more/.test(line))).toEqual([
    ...[0, 1, 2, 3].map((index) => `  imported by ${index}.ts`),
    '  … 3 more …',
    '  imported by 7.ts',
    '  imported by 8.ts',
  ])
})

test('programs read one object a line, with a version', () => {
  const now = new Date(Date.UTC(2026, 10, 28, 12))
  const line = jsonLine(
    { event: 'build-failed', generation: 2, reason: 'change', error, answeredBy: 1, phases: {} },
    now,
    {},
  )
  expect(line).not.toContain('\n')
  expect(JSON.parse(line)).toEqual({
    v: 1,
    event: 'build-failed',
    time: '2026-11-28T12:00:00.000Z',
    generation: 2,
    reason: 'change',
    answeredBy: 1,
    phases: {},
    error: {
      code: 'HOTSEAT_LOAD_FAILED',
      message: error.summary,
      ...location,
      importers: ['/app/src/b.ts', '/app/src/app.ts'],
      causes: [{ name: 'Error', message: 'connect ECONNREFUSED' }],
    },
  })
  expect(line.startsWith('{"v":1,"event":"build-failed","time":')).toBe(true)
})
