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

/** Directories come and go for as long as it takes to subscribe a few times. */
const churn = `
  const { mkdirSync, rmSync } = require('node:fs')
  for (const end = performance.now() + 2_000; performance.now() < end; ) {
    for (let index = 0; index < 100; index += 1) mkdirSync('d' + index + '/e', { recursive: true })
    for (let index = 0; index < 100; index += 1) rmSync('d' + index, { recursive: true })
  }
`

test('W13 directories that go while they are subscribed to do not end the watch', async () => {
  using base = temporaryDirectory()
  await using recorder = await record({ watcher: parcel() }, { roots: [base.path] })
  await promisify(execFile)(process.execPath, ['-e', churn], { cwd: base.path })
  const file = join(base.path, 'a', 'b.ts')
  for (const text of ['one', 'second']) await recorder.covered(() => [write(file, text)])
  expect(recorder.errors).toEqual([])
})
