import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Rule } from '../rule.ts'
import { write } from './files.ts'
import type { WatcherHarness } from './harness.ts'
import { record, temporaryDirectory, type Recorder } from './recorder.ts'

/** Something that editors and tools do to a tree, and what has to be reported of it. */
export interface Shape extends Pick<Rule<WatcherHarness>, 'id' | 'rule' | 'title' | 'intent'> {
  /**
   * @param directory watched, empty, of this round only
   * @param outside not watched, on the same file system
   */
  run(directory: string, covered: Recorder['covered'], outside: string): Promise<void>
}

/** Milliseconds. Some watchers fail only when idle, some only in a burst, some only from the second time on. */
const paces = [120, 0]

/** The rule that a shape is covered, however often and at whatever pace it comes. */
export function ruleOf(shape: Shape): Rule<WatcherHarness> {
  return {
    id: shape.id,
    rule: shape.rule,
    title: shape.title,
    intent: shape.intent,
    level: 'must',
    async check(harness) {
      using base = temporaryDirectory()
      const [root, outside] = [join(base.path, 'root'), join(base.path, 'outside')]
      for (const path of [root, outside]) mkdirSync(path)
      await using recorder = await record(harness, { roots: [root] })
      for (const idle of paces) {
        for (let round = 0; round < (harness.rounds ?? 20); round += 1) {
          await pause(idle)
          const directory = join(root, `round-${idle}-${round}`)
          mkdirSync(directory)
          await shape.run(directory, recorder.covered, outside)
        }
      }
      assert.deepEqual(recorder.errors, [])
    },
  }
}

/** A file that the watcher already knows of. */
export async function known(directory: string, covered: Recorder['covered'], text = 'one'): Promise<string> {
  const path = join(directory, 'known.ts')
  await covered(() => [write(path, text)])
  return path
}
