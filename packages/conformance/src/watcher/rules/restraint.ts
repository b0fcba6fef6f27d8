import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Inability } from '../../inability.ts'
import type { Rule } from '../../rule.ts'
import { write } from '../files.ts'
import type { WatcherHarness } from '../harness.ts'
import { watchedInodes } from '../inotify.ts'
import { record, temporaryDirectory } from '../recorder.ts'

/** What is not to be reported, and what a watcher has to bear. */
export const restraint: readonly Rule<WatcherHarness>[] = [
  {
    id: 'watcher/ignored-trees',
    rule: 'W20',
    level: 'must',
    title: 'An ignored tree MUST NOT be reported, and the predicate be asked before anything inside it is.',
    intent: 'Watching node_modules would cost seconds at the start, and all the watches that the system has.',
    async check(harness) {
      using base = temporaryDirectory()
      const inside = join(base.path, 'node_modules', 'a')
      mkdirSync(inside, { recursive: true })
      const asked = new Set<string>()
      const ignored = (path: string): boolean => {
        asked.add(path)
        return basename(path) === 'node_modules'
      }
      await using recorder = await record(harness, { roots: [base.path], ignored })
      const late = join(base.path, 'late', 'node_modules', 'b.ts')
      await recorder.covered(() => {
        write(join(inside, 'package.json'), '{}')
        write(late, 'one')
        return [write(join(base.path, 'late', 'seen.ts'), 'one')]
      })
      await recorder.covered(() => {
        write(late, 'second')
        return [write(join(base.path, 'seen.ts'), 'one')]
      })
      const isInside = (path: string): boolean => /node_modules[/\\]/.test(path)
      assert.deepEqual([...asked].filter(isInside), [], 'it looks inside')
      const reported = recorder.changes.map(({ path }) => path)
      assert.deepEqual(reported.filter(isInside), [], 'it reports what is inside')
    },
  },
  {
    id: 'watcher/no-watch-in-ignored-trees',
    rule: 'W20',
    level: 'must',
    title: 'Soon after it was made, and from the start, an ignored tree MUST hold none of the system’s watches.',
    intent: 'Every package in node_modules would cost one of them; when they run out, other programs are deaf.',
    async check(harness) {
      if (!watchedInodes()) throw new Inability('Only Linux tells which directories a process watches.')
      using base = temporaryDirectory()
      const trees = ['.', 'late', 'later'].map((name) => join(base.path, name, 'node_modules'))
      const inodes = (): readonly number[] =>
        trees.flatMap((tree) => [tree, join(tree, 'a')]).map((path) => statSync(path).ino)
      mkdirSync(join(base.path, 'node_modules', 'a'), { recursive: true })
      const ignored = (path: string): boolean => basename(path) === 'node_modules'
      await using recorder = await record(harness, { roots: [base.path], ignored })
      for (const tree of trees.slice(1)) {
        await recorder.covered(() => {
          mkdirSync(join(tree, 'a'), { recursive: true })
          return [write(join(tree, '..', 'seen.ts'), 'one')]
        })
        await recorder.covered(() => [write(join(tree, '..', 'seen.ts'), 'second')])
      }
      const watched = (): readonly number[] => inodes().filter((inode) => watchedInodes()?.includes(inode))
      const end = performance.now() + (harness.patience ?? 5_000)
      while (watched().length > 0 && performance.now() < end) await pause(20)
      assert.deepEqual(watched(), [], 'directories that are ignored are watched; these are their inodes')
    },
  },
  {
    id: 'watcher/reading-is-no-change',
    rule: 'W31',
    level: 'must',
    title: 'Reading a file, or listing a directory, MUST NOT be reported.',
    intent: 'Building would set off the next build.',
    async check(harness) {
      using base = temporaryDirectory()
      const file = write(join(base.path, 'read.ts'), 'one')
      await using recorder = await record(harness, { roots: [base.path] })
      const markers = ['first.ts', 'last.ts'].map((name) => join(base.path, name))
      for (const marker of markers) {
        await recorder.covered(() => [write(marker, 'one')])
        for (let round = 0; round < 20; round += 1) {
          readFileSync(file)
          readdirSync(base.path)
          statSync(file)
        }
        await pause(150)
      }
      const others = recorder.changes.map(({ path }) => path).filter((path) => !markers.includes(path))
      assert.deepEqual(others, [])
    },
  },
  {
    id: 'watcher/throwing-callbacks',
    rule: 'W30',
    level: 'must',
    title: 'A callback that throws MUST be told by failed, and later changes still be covered.',
    intent: 'One error of a listener would end all reloading, in silence.',
    async check(harness) {
      using base = temporaryDirectory()
      let isThrowing = true
      const cause = new Error('the sink is broken')
      const changed = (): void => {
        if (isThrowing) throw cause
      }
      await using recorder = await record(harness, { roots: [base.path], changed })
      const file = write(join(base.path, 'a.ts'), 'one')
      await recorder.until('the error', () => recorder.errors.length > 0)
      assert.equal(recorder.errors[0]?.fatal, false)
      assert.equal(recorder.errors[0]?.error.cause, cause)
      isThrowing = false
      await recorder.covered(() => [write(file, 'second')])
    },
  },
  {
    id: 'watcher/independent-watches',
    rule: 'W29',
    level: 'must',
    title: 'Two watches of one root MUST each cover its changes, and go on when the other ends.',
    intent: 'A second tool in the same process would make the first one deaf.',
    async check(harness) {
      using base = temporaryDirectory()
      const file = join(base.path, 'a.ts')
      await using left = await record(harness, { roots: [base.path] })
      const right = await record(harness, { roots: [base.path] })
      await Promise.all([left, right].map((one) => one.covered(() => [write(file, 'one')])))
      await right.watch[Symbol.asyncDispose]()
      const heard = right.changes.length
      await left.covered(() => [write(file, 'second')])
      assert.equal(right.changes.length, heard)
    },
  },
]
