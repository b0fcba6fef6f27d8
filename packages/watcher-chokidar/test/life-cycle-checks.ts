import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { held } from './inotify.ts'
import { record, temporaryDirectory } from './recorder.ts'
import { write } from './shape.ts'
import { watching, type Use, type WatchCheck } from './watch-check.ts'

const rounds = 4

/** A watch from before it is ready until after its end. */
export const lifeCycleChecks: readonly WatchCheck[] = [
  {
    rule: 'W1',
    name: 'directories created during the start are watched too',
    caught: 'ready too early',
    async check(watcher, deadline) {
      for (let round = 0; round < rounds; round += 1) {
        using base = temporaryDirectory()
        const directories = Array.from({ length: 60 }, (_, index) => join(base.path, `d${index % 7}`, `e${index}`))
        for (const path of directories.slice(0, 30)) mkdirSync(path, { recursive: true })
        const recording = record(watcher, { roots: [base.path] }, deadline)
        for (const path of directories.slice(30)) {
          mkdirSync(path, { recursive: true })
          await nextTurn()
        }
        await using recorder = await recording
        await recorder.covered(() => directories.map((path) => write(join(path, 'a.ts'), 'one')))
        // Known by now, and so are their directories.
        await recorder.covered(() => directories.map((path) => write(join(path, 'a.ts'), 'two')))
      }
    },
  },
  {
    rule: 'W26',
    name: 'old writes are not reported, and (W31) neither are files that are read nor directories that are listed',
    caught: 'reports what it finds',
    check: (...target) =>
      watching(
        target,
        async (base, recorder) => {
          for (const name of readdirSync(base)) readFileSync(join(base, name))
          const marker = join(base, 'marker.ts')
          await recorder.covered(() => [write(marker, 'one')])
          expect(new Set(recorder.changes.map(({ path }) => path))).toEqual(new Set([marker]))
        },
        (base) => {
          for (let index = 0; index < 50; index += 1) write(join(base, `old-${index}.ts`), 'one')
          return { roots: [base] }
        },
      ),
  },
  {
    rule: 'W29',
    name: 'two watches of one root know nothing of each other, in directories that are new too',
    caught: 'reports a path once',
    check: (watcher, deadline) =>
      watching([watcher, deadline], async (base, left) => {
        const right = await record(watcher, { roots: [base] }, deadline)
        const file = join(base, 'a', 'b', 'c.ts')
        for (const text of ['one', 'two']) {
          await Promise.all([left, right].map((one) => one.covered(() => [write(file, text)])))
          await pause(150)
        }
        await right.watch[Symbol.asyncDispose]()
        const heard = right.changes.length
        await left.covered(() => [write(file, 'three')])
        expect(right.changes).toHaveLength(heard)
      }),
  },
  {
    rule: 'W30',
    name: 'a callback that throws is told, and later changes still arrive',
    caught: 'reports a path once',
    async check(...target) {
      let throwing = true
      const changed = () => {
        if (throwing) throw new Error('the sink is broken')
      }
      const use: Use = async (base, recorder) => {
        const file = write(join(base, 'a.ts'), 'one')
        await recorder.until('the error', () => recorder.errors.length > 0)
        expect(recorder.errors[0]).toMatchObject({ fatal: false, error: { code: 'HOTSEAT_WATCH_SINK_THREW' } })
        throwing = false
        await recorder.covered(() => [write(file, 'two')])
      }
      await watching(target, use, (base) => ({ roots: [base], changed }))
    },
  },
  {
    rule: 'W27',
    name: 'nothing is reported after the end, also under churn, and a second end is the first',
    caught: 'endless',
    async check(watcher, deadline) {
      using base = temporaryDirectory()
      const recorder = await record(watcher, { roots: [base.path] }, deadline)
      const file = join(base.path, 'a.ts')
      await recorder.covered(() => [write(file, 'proof that it hears')])
      for (let index = 0; index < 50; index += 1) write(join(base.path, `churn-${index}`, 'a.ts'), 'one')
      await Promise.all([recorder.watch[Symbol.asyncDispose](), recorder.watch[Symbol.asyncDispose]()])
      const reported = recorder.changes.length
      write(file, 'after the end')
      // Another watch hears it, so this one could have.
      await using other = await record(watcher, { roots: [base.path] })
      await other.covered(() => [write(file, 'later still')])
      // Longer than one who looks takes to look, and longer than it took the other.
      await pause(500)
      expect(recorder.changes).toHaveLength(reported)
    },
  },
  {
    rule: 'W27',
    name: 'aborting before it is ready rejects with the reason',
    caught: 'deaf to the signal',
    async check(watcher) {
      using base = temporaryDirectory()
      for (let index = 0; index < 50; index += 1) mkdirSync(join(base.path, `d${index}`, 'e', 'f'), { recursive: true })
      for (const turns of [0, 1, 2]) {
        const stop = new AbortController()
        if (turns === 0) stop.abort(new Error('never mind'))
        const started = record(watcher, { roots: [base.path], signal: stop.signal })
        const outcome = Promise.allSettled([started])
        for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
        stop.abort(new Error('never mind'))
        const [settled] = await outcome
        if (settled.status === 'fulfilled') await settled.value.watch[Symbol.asyncDispose]()
        expect(settled).toMatchObject({ status: 'rejected', reason: { message: 'never mind' } })
      }
    },
  },
  {
    rule: 'W28',
    alone: true,
    name: 'nothing is left of 50 watches',
    caught: 'endless',
    async check(watcher) {
      using base = temporaryDirectory()
      for (let index = 0; index < 5; index += 1) mkdirSync(join(base.path, `d${index}`))
      const cycle = async () => {
        const recorder = await record(watcher, { roots: [base.path] })
        await recorder.watch[Symbol.asyncDispose]()
      }
      await cycle()
      const before = held()
      for (let count = 0; count < 50; count += 1) await cycle()
      const after = held()
      expect(after.descriptors).toBeLessThanOrEqual(before.descriptors)
      expect(after.watches).toBeLessThanOrEqual(before.watches)
      expect(after.timers).toBeLessThanOrEqual(before.timers)
    },
  },
]
