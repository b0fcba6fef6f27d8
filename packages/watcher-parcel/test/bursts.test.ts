import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { record, temporaryDirectory, write } from '@hotseat/conformance/watching'
import { expect, test } from 'vitest'
import { parcel } from '../src/index.ts'

test('W15 a fresh start follows a burst, of whose events @parcel/watcher may lose some, and none a lone save', async () => {
  using base = temporaryDirectory()
  mkdirSync(join(base.path, 'a'))
  const files = Array.from({ length: 20 }, (_, index) => join(base.path, 'a', `${index}.ts`))
  await using recorder = await record({ watcher: parcel() }, { roots: [base.path] })
  const overflows = () => recorder.rescans.filter((reason) => reason === 'overflow').length
  await recorder.covered(() => files.map((path) => write(path, 'one')))
  await recorder.until('a rescan', () => overflows() === 1)
  await recorder.covered(() => files.slice(0, 1).map((path) => write(path, 'second')))
  // The next burst is told of alone: had the save been one, it would have been before.
  await recorder.covered(() => files.slice(1, 2).map((path) => write(path, 'second')))
  expect(overflows()).toBe(1)
  await recorder.covered(() => files.map((path) => write(path, 'third one')))
  await recorder.until('a second rescan', () => overflows() === 2)
  expect(recorder.errors).toEqual([])
})

/** As fast as @parcel/watcher copes with only nearly: it delivers while more is coming. */
const stream = `
  const { writeFileSync } = require('node:fs')
  for (let index = 0; index < 5_000; index += 1) {
    writeFileSync(String(index), 'one')
    for (const end = performance.now() + 0.2; performance.now() < end; ) continue
  }
`

test('W15 of 5,000 files that are created in one stream every one is reported', async () => {
  using base = temporaryDirectory()
  await using recorder = await record({ watcher: parcel() }, { roots: [base.path] })
  await promisify(execFile)(process.execPath, ['-e', stream], { cwd: base.path })
  const seen = () => new Set(recorder.changes.map(({ path }) => path)).size
  await recorder.until(
    () => `${5_000 - seen()} files`,
    () => seen() === 5_000,
  )
  expect(recorder.errors).toEqual([])
})
