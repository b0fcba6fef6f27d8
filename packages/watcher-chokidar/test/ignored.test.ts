import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { record, temporaryDirectory } from '@hotseat/conformance/watching'
import { expect, test } from 'vitest'
import { chokidar } from '../src/index.ts'

test('a predicate that throws costs coverage, and is told', async () => {
  using base = temporaryDirectory()
  mkdirSync(join(base.path, 'odd'))
  const ignored = (path: string) => {
    if (basename(path) === 'odd') throw new Error('no idea')
    return false
  }
  await using recorder = await record({ watcher: chokidar() }, { roots: [base.path], ignored })
  await recorder.until('the error', () => recorder.errors.length > 0)
  expect(recorder.errors[0]).toMatchObject({ fatal: false, error: { code: 'HOTSEAT_WATCH_NOT_COVERED' } })
  expect(recorder.watch.degraded).toBe(true)
})
