import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Rule } from '../../rule.ts'
import { write } from '../files.ts'
import type { WatcherHarness } from '../harness.ts'
import { record, temporaryDirectory } from '../recorder.ts'

/** What it means that watching has begun. */
export const start: readonly Rule<WatcherHarness>[] = [
  {
    id: 'watcher/ready-means-ready',
    rule: 'W1',
    level: 'must',
    title: 'Once watch() has resolved, the very next change MUST be covered.',
    intent: 'The first save after the start would be lost, now and then.',
    async check(harness) {
      for (let round = 0; round < 5; round += 1) {
        using base = temporaryDirectory()
        const file = write(join(base.path, 'a.ts'), 'one')
        await using recorder = await record(harness, { roots: [base.path] })
        await recorder.covered(() => [write(file, 'second')])
      }
    },
  },
  {
    id: 'watcher/directories-made-during-the-start',
    rule: 'W1',
    level: 'must',
    title: 'Directories that are made while watching begins MUST be covered too.',
    intent: 'What an install or a code generator makes at the start would not be watched.',
    async check(harness) {
      for (let round = 0; round < 5; round += 1) {
        using base = temporaryDirectory()
        const directories = Array.from({ length: 60 }, (_, index) => join(base.path, `d${index % 7}`, `e${index}`))
        for (const path of directories.slice(0, 30)) mkdirSync(path, { recursive: true })
        const recording = record(harness, { roots: [base.path] })
        for (const path of directories.slice(30)) {
          mkdirSync(path, { recursive: true })
          await nextTurn()
        }
        await using recorder = await recording
        await recorder.covered(() => directories.map((path) => write(join(path, 'a.ts'), 'one')))
        assert.equal(recorder.watch.degraded, false)
      }
    },
  },
  {
    id: 'watcher/replays-nothing',
    rule: 'W26',
    level: 'must',
    title: 'What was written before watch() was called MUST NOT be reported.',
    intent: 'Every start would build twice.',
    async check(harness) {
      using base = temporaryDirectory()
      for (let index = 0; index < 50; index += 1) write(join(base.path, `old-${index}.ts`), 'one')
      await using recorder = await record(harness, { roots: [base.path] })
      const marker = join(base.path, 'marker.ts')
      await recorder.covered(() => [write(marker, 'one')])
      assert.deepEqual([...new Set(recorder.changes.map(({ path }) => path))], [marker])
    },
  },
]
