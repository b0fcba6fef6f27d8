import { expect, test } from 'vitest'
import { causesOf, HotseatError, linesOfChain } from '../src/index.ts'

test('the message names who imports the file, which the summary leaves to the list', () => {
  const importers = ['/app/b.ts', '/app/app.ts']
  const error = new HotseatError({ code: 'HOTSEAT_TEST', message: 'It is broken.', importers })
  expect(error.summary).toBe('It is broken.')
  expect(error.message).toBe('It is broken.\nImported by /app/b.ts\n  imported by /app/app.ts')
  expect(error.importers).toEqual(importers)
  const alone = new HotseatError({ code: 'HOTSEAT_TEST', message: 'It is broken.' })
  expect([alone.message, alone.summary, alone.importers]).toEqual(['It is broken.', 'It is broken.', []])
})

test('of a long chain the ends are shown', () => {
  const paths = Array.from({ length: 9 }, (_, index) => `/${index}.ts`)
  expect(linesOfChain('imports', paths)).toEqual([
    ...[0, 1, 2, 3].map((index) => `imports /${index}.ts`),
    '… 3 more …',
    'imports /7.ts',
    'imports /8.ts',
  ])
  expect(linesOfChain('imports', paths.slice(0, 7))).toHaveLength(7)
})

test('what is behind an error is told once, and not where its message has it', () => {
  const refused = new Error('connect ECONNREFUSED')
  const wrapped = new Error('no database', { cause: refused })
  const behind = (message: string, cause: unknown): readonly unknown[] =>
    causesOf(new HotseatError({ code: 'HOTSEAT_TEST', message, cause }), 8)
  expect(behind('It failed. Error: no database', wrapped)).toEqual([refused])
  const all = new AggregateError([refused, wrapped], 'all failed')
  expect(behind('It failed.', all)).toEqual([all, refused, wrapped])
  const ring = new Error('one')
  ring.cause = new Error('two', { cause: ring })
  expect(behind('It failed.', ring)).toEqual([ring, ring.cause])
  const no = new Error('no')
  expect(behind('It cannot be done.', no)).toEqual([no])
  expect(behind('It failed.', 'a text')).toEqual(['a text'])
  expect(causesOf(new HotseatError({ code: 'HOTSEAT_TEST', message: 'It failed.', cause: wrapped }), 1)).toEqual([
    wrapped,
  ])
})
