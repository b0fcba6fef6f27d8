import { expect, test } from 'vitest'
import { HotseatError, linesOfChain } from '../src/index.ts'

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
