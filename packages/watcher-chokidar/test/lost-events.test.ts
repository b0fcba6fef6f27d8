import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Watcher } from '@hotseat/core'
import { record, temporaryDirectory, write } from '@hotseat/conformance/watching'
import { expect, test } from 'vitest'
import { chokidar } from '../src/index.ts'

/** More than inotify's queue holds, then what must not be lost: all while this thread cannot read. */
const flood = `
  const { closeSync, mkdirSync, openSync, writeFileSync, writeSync } = require('node:fs')
  const [left, right] = ['left', 'right'].map((name) => openSync('noise/' + name, 'w'))
  // In turns: the kernel folds equal events that follow one another.
  for (let count = 0; count < 12_000; count += 1) for (const file of [left, right]) writeSync(file, '.')
  mkdirSync('new')
  for (const name of ['known.ts', 'new/a.ts', 'new/b.ts']) writeFileSync(name, 'after the flood')
`

async function checkOverflow(watcher: Watcher, patience?: number) {
  using base = temporaryDirectory()
  mkdirSync(join(base.path, 'noise'))
  const known = write(join(base.path, 'known.ts'), 'one')
  const created = ['a.ts', 'b.ts'].map((name) => join(base.path, 'new', name))
  await using recorder = await record(
    { watcher, ...(patience === undefined ? {} : { patience }) },
    { roots: [base.path] },
  )
  await recorder.covered(() => {
    const { status, stderr } = spawnSync(process.execPath, ['-e', flood], { cwd: base.path, encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(status).toBe(0)
    return [known, ...created]
  })
  // A rescan for the stall may have come before.
  await recorder.until('an overflow', () => recorder.rescans.includes('overflow'))
  // What was created unseen is watched from now on.
  await recorder.covered(() => created.map((path) => write(path, 'later')))
  expect(recorder.errors).toEqual([])
}

test.runIf(process.platform === 'linux')('W24 when the system drops events, a rescan covers what was lost', () =>
  checkOverflow(chokidar()),
)

test.runIf(process.platform === 'linux')('W24 a watcher that asks for no rescan is caught', async () => {
  const trusting: Watcher = {
    ...chokidar(),
    watch: (options) => chokidar().watch({ ...options, rescan: () => undefined }),
  }
  await expect(checkOverflow(trusting, 1_000)).rejects.toThrow('did not settle')
})

test('W24 every other watch of the process is told as well', async () => {
  using quiet = temporaryDirectory()
  await using recorder = await record({ watcher: chokidar() }, { roots: [quiet.path] })
  await checkOverflow(chokidar())
  await recorder.until('a rescan', () => recorder.rescans.includes('overflow'))
  expect(recorder.errors).toEqual([])
})

function block(milliseconds: number): void {
  const end = performance.now() + milliseconds
  while (performance.now() < end) continue
}

test('W24 a rescan follows a stall of the event loop', async () => {
  using base = temporaryDirectory()
  await using recorder = await record({ watcher: chokidar() }, { roots: [base.path] })
  block(400)
  await recorder.until('a rescan', () => recorder.rescans.includes('stalled'))
  expect(recorder.errors).toEqual([])
})

test('a change is reported at once, and so is a second one right after it', async () => {
  using base = temporaryDirectory()
  const file = write(join(base.path, 'a.ts'), 'one')
  await using recorder = await record({ watcher: chokidar() }, { roots: [base.path] })
  const timed = async (text: string) => {
    const start = performance.now()
    await recorder.covered(() => [write(file, text)])
    return performance.now() - start
  }
  const [first, second]: [number[], number[]] = [[], []]
  for (let round = 0; round < 15; round += 1) {
    await pause(100)
    first.push(await timed(`first ${round}`))
    second.push(await timed(`and second ${round}`))
  }
  const median = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]
  // Milliseconds: about 2 each, and for the second one 50 as chokidar comes.
  expect(median(first)).toBeLessThan(25)
  expect(median(second)).toBeLessThan(25)
})

test('polling reports as well, and says how late', async () => {
  using base = temporaryDirectory()
  const file = write(join(base.path, 'a.ts'), 'one')
  const watcher = chokidar({ poll: 60 })
  expect(watcher.capabilities.quietMs).toBe(60)
  await using recorder = await record({ watcher }, { roots: [base.path] })
  await recorder.covered(() => [write(file, 'changed')])
  await recorder.covered(() => [write(join(base.path, 'sub', 'b.ts'), 'new')])
})

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('polling every %d ms is refused', (poll) => {
  expect(() => chokidar({ poll })).toThrow(expect.objectContaining({ code: 'HOTSEAT_WATCH_BAD_POLL' }))
})
