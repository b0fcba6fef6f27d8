import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { WatchOptions } from '@hotseat/core'
import type { Rule } from '../../rule.ts'
import { rejectionOf } from '../../settlement.ts'
import { write } from '../files.ts'
import type { WatcherHarness } from '../harness.ts'
import { watchedInodes } from '../inotify.ts'
import { record, temporaryDirectory } from '../recorder.ts'

const silent: Omit<WatchOptions, 'roots'> = {
  ignored: () => false,
  changed: () => undefined,
  rescan: () => undefined,
  failed: () => undefined,
}

/** More than inotify's queue holds, then what must not be lost: all while this thread cannot read. */
const flood = `
  const { closeSync, mkdirSync, openSync, writeFileSync, writeSync } = require('node:fs')
  const [left, right] = ['left', 'right'].map((name) => openSync('noise/' + name, 'w'))
  // In turns: the kernel folds equal events that follow one another.
  for (let count = 0; count < 12_000; count += 1) for (const file of [left, right]) writeSync(file, '.')
  mkdirSync('new')
  for (const name of ['known.ts', 'new/a.ts', 'new/b.ts']) writeFileSync(name, 'after the flood')
`

/** How watching ends, and what may end it. */
export const end: readonly Rule<WatcherHarness>[] = [
  {
    id: 'watcher/silent-after-the-end',
    rule: 'W27',
    level: 'must',
    title: 'After a watch was disposed, also under churn and twice, nothing MUST be reported.',
    intent: 'A stopped server would start to build.',
    async check(harness) {
      using base = temporaryDirectory()
      const recorder = await record(harness, { roots: [base.path] })
      const file = join(base.path, 'a.ts')
      await recorder.covered(() => [write(file, 'proof that it hears')])
      for (let index = 0; index < 50; index += 1) write(join(base.path, `churn-${index}.ts`), 'one')
      await Promise.all([recorder.watch[Symbol.asyncDispose](), recorder.watch[Symbol.asyncDispose]()])
      const reported = recorder.changes.length
      write(file, 'after the end')
      // Another watch hears it, so this one could have.
      await using other = await record(harness, { roots: [base.path] })
      await other.covered(() => [write(file, 'later still')])
      assert.equal(recorder.changes.length, reported)
      await recorder.watch[Symbol.asyncDispose]()
    },
  },
  {
    id: 'watcher/heeds-abort',
    rule: 'W27',
    level: 'must',
    title: 'Aborting before watch() has resolved MUST make it reject with the reason.',
    intent: 'A stop during the start would leave a watch behind.',
    async check({ watcher }) {
      using base = temporaryDirectory()
      for (let index = 0; index < 50; index += 1) mkdirSync(join(base.path, `d${index}`, 'e', 'f'), { recursive: true })
      const before = watcher.watch({ ...silent, roots: [base.path], signal: AbortSignal.abort(new Error('before')) })
      assert.match(String(await rejectionOf(before, 'a watch that was aborted before')), /before/)
      const stop = new AbortController()
      const watching = watcher.watch({ ...silent, roots: [base.path], signal: stop.signal })
      stop.abort(new Error('never mind'))
      assert.match(String(await rejectionOf(watching, 'a watch that was aborted')), /never mind/)
      // One that was not aborted ends well.
      await using watch = await watcher.watch({ ...silent, roots: [base.path], signal: new AbortController().signal })
      await nextTurn()
      assert.equal(watch.degraded, false)
    },
  },
  {
    id: 'watcher/leaves-nothing',
    rule: 'W28',
    level: 'must',
    alone: true,
    title:
      'After 50 watches were opened and disposed, the process MUST have no more descriptors and watches than after one.',
    intent: 'Tests that start and stop the server would run out of them.',
    async check({ watcher }) {
      using base = temporaryDirectory()
      for (let index = 0; index < 5; index += 1) mkdirSync(join(base.path, `d${index}`))
      const openAndClose = async (): Promise<void> => {
        const watch = await watcher.watch({ ...silent, roots: [base.path] })
        await watch[Symbol.asyncDispose]()
      }
      await openAndClose()
      const before = held()
      for (let cycle = 0; cycle < 50; cycle += 1) await openAndClose()
      assert.deepEqual(held(), before)
    },
  },
  {
    id: 'watcher/lost-events',
    rule: 'W24',
    level: 'must',
    alone: true,
    needs: ['detectsOverflow'],
    title: 'When the process is blocked while the system drops events, a change or a rescan MUST cover what was lost.',
    intent: 'A checkout during a long test would leave the application in a state that nobody has saved.',
    async check(harness) {
      using base = temporaryDirectory()
      mkdirSync(join(base.path, 'noise'))
      const known = write(join(base.path, 'known.ts'), 'one')
      const created = ['a.ts', 'b.ts'].map((name) => join(base.path, 'new', name))
      await using recorder = await record(harness, { roots: [base.path] })
      await recorder.covered(() => {
        const { status, stderr } = spawnSync(process.execPath, ['-e', flood], { cwd: base.path, encoding: 'utf8' })
        assert.equal(status, 0, stderr)
        return [known, ...created]
      })
      // What was created unseen is watched from now on.
      await recorder.covered(() => created.map((path) => write(path, 'later')))
      assert.deepEqual(recorder.errors, [])
    },
  },
]

/** File descriptors and inotify watches of this process, where the system tells. */
function held(): { readonly descriptors: number; readonly watches: number } {
  if (process.platform !== 'linux') return { descriptors: 0, watches: 0 }
  return { descriptors: readdirSync('/proc/self/fd').length, watches: watchedInodes()?.length ?? 0 }
}
