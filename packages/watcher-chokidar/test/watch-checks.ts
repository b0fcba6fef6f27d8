import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import type { Watcher, WatcherCapabilities, WatchOptions } from '@hotseat/core'
import { expect } from 'vitest'
import { faulty, type Fault } from './faulty-watchers.ts'
import { record, temporaryDirectory, type Recorder } from './recorder.ts'
import { replace, write } from './shape.ts'

/** A promise of watchers. */
export interface WatchCheck {
  readonly rule: string
  readonly name: string
  /** The planted bug that it has to catch. */
  readonly caught: Fault
  /** Keeps the processor busy, or looks at what the whole process holds: not beside others. */
  readonly alone?: true
  readonly needs?: keyof WatcherCapabilities
  /** @param deadline milliseconds until a report counts as lost */
  readonly check: (watcher: Watcher, deadline?: number) => Promise<void>
}

type Use = (base: string, recorder: Recorder) => Promise<void>

/** Watches an empty directory, or one in which `prepare` says what to watch. */
async function watching(
  [watcher, deadline]: Parameters<WatchCheck['check']>,
  use: Use,
  prepare = (base: string): Pick<WatchOptions, 'roots'> & Partial<WatchOptions> => ({ roots: [base] }),
): Promise<void> {
  using base = temporaryDirectory()
  await using recorder = await record(watcher, prepare(base.path), deadline)
  await use(base.path, recorder)
}

const rounds = 4
const isModules = (path: string) => basename(path) === 'node_modules'
const names = ['with space', 'emoji 😀', 'nfc é', 'nfd e\u0301', '[glob] {a,b} !(c) *?', '#hash %20', '.dot', 'tilde~']

/** @param go makes the root another one, in which the file is again */
const replacedRoot = (name: string, go: (base: string, root: string) => void): WatchCheck => ({
  rule: 'W16',
  name: `the root ${name}`,
  caught: 'deaf after half a second',
  check: (...target) =>
    watching(
      target,
      async (base, recorder) => {
        const [root, file] = [join(base, 'above', 'root'), join(base, 'above', 'root', 'a.ts')]
        for (let round = 0; round < rounds; round += 1) {
          await recorder.covered(() => {
            go(base, root)
            return [write(file, `replaced ${round}`)]
          })
          await recorder.covered(() => [write(file, `later ${round}`)])
          await recorder.covered(() => [write(join(root, `new-${round}.ts`), 'one')])
          // So that the fault shows.
          await pause(150)
        }
        expect(recorder.errors).toEqual([])
      },
      (base) => {
        write(join(base, 'above', 'root', 'a.ts'), 'one')
        return { roots: [join(base, 'above', 'root')] }
      },
    ),
})

export const watchChecks: readonly WatchCheck[] = [
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
    rule: 'W15',
    alone: true,
    name: 'git checkout of 500 files and back, and 60 directories that come and go, twice',
    caught: 'reports a path once',
    check: (...target) =>
      watching(
        target,
        async (base, recorder) => {
          const git = (...args: string[]) =>
            execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@a.invalid', ...args], {
              cwd: base,
              stdio: 'pipe',
            })
          const files = Array.from({ length: 500 }, (_, index) => join(base, `d${index % 60}`, `f${index}.ts`))
          const extra = files.map((path) => join(`${path}-extra`, 'more.ts')).slice(0, 60)
          await recorder.covered(() => files.map((path) => write(path, 'one')))
          git('init', '-q', '-b', 'left')
          git('add', '.')
          git('commit', '-qm', 'one')
          git('checkout', '-qb', 'right')
          await recorder.covered(() => [
            ...files.map((path) => write(path, 'two')),
            ...extra.map((path) => write(path, 'x')),
          ])
          git('add', '.')
          git('commit', '-qm', 'two')
          for (const branch of ['left', 'right', 'left', 'right']) {
            await recorder.covered(() => {
              git('checkout', '-q', branch)
              return [...files, ...extra]
            })
          }
          expect(recorder.errors).toEqual([])
        },
        (base) => ({ roots: [base], ignored: (path) => basename(path) === '.git' }),
      ),
  },
  replacedRoot('is deleted and created again at once', (_, root) => rmSync(root, { recursive: true })),
  replacedRoot('is renamed away, and another takes its place', (base, root) =>
    renameSync(root, join(base, `away-${crypto.randomUUID()}`)),
  ),
  replacedRoot('is in a directory that is renamed away, and another takes its place', (base) =>
    renameSync(join(base, 'above'), join(base, `away-${crypto.randomUUID()}`)),
  ),
  {
    rule: 'W16',
    name: 'the root is deleted, or renamed away, missed for a while, and created again',
    caught: 'blind to deletions',
    check: (...target) =>
      watching(
        target,
        async (base, recorder) => {
          const [root, file] = [join(base, 'root'), join(base, 'root', 'a.ts')]
          for (const go of [
            () => rmSync(root, { recursive: true }),
            () => renameSync(root, join(base, `away-${crypto.randomUUID()}`)),
          ]) {
            await recorder.covered(() => {
              go()
              return [file]
            })
            await recorder.covered(() => [write(file, 'two')])
            await recorder.covered(() => [write(file, 'three')])
          }
          expect(recorder.errors).toEqual([])
        },
        (base) => {
          write(join(base, 'root', 'a.ts'), 'one')
          return { roots: [join(base, 'root')] }
        },
      ),
  },
  {
    rule: 'W17',
    name: 'a root that is not there yet, nor is what it lies in',
    caught: 'reports a path once',
    needs: 'missingRoots',
    check: (...target) =>
      watching(
        target,
        async (base, recorder) => {
          const file = join(base, 'not', 'there', 'sub', 'a.ts')
          for (const text of ['one', 'two']) await recorder.covered(() => [write(file, text)])
          expect(recorder.errors).toEqual([])
        },
        (base) => ({ roots: [join(base, 'not', 'there')] }),
      ),
  },
  {
    rule: 'W17',
    name: 'a root that is a file',
    caught: 'reports a path once',
    needs: 'fileRoots',
    check: (...target) =>
      watching(
        target,
        async (base, recorder) => {
          const [file, beside] = [join(base, 'a.ts'), join(base, 'b.ts')]
          for (let round = 0; round < rounds; round += 1) {
            await recorder.covered(() => [write(file, `saved ${round}`), write(beside, 'one')].slice(0, 1))
            await recorder.covered(() => {
              replace(file, `replaced ${round}`)
              return [file]
            })
          }
          expect(recorder.changes.map(({ path }) => path)).not.toContain(beside)
        },
        (base) => ({ roots: [write(join(base, 'a.ts'), 'one')] }),
      ),
  },
  {
    rule: 'W18',
    name: "a root that is a link is reported in the caller's spelling, and a loop of links ends",
    caught: 'reports real paths',
    check: (...target) =>
      watching(
        target,
        async (base, recorder) => {
          await recorder.covered(() => {
            write(join(base, 'real', 'a.ts'), 'two')
            return [join(base, 'link', 'a.ts')]
          })
          await recorder.covered(() => {
            write(join(base, 'real', 'sub', 'b.ts'), 'two')
            return [join(base, 'link', 'sub', 'b.ts')]
          })
        },
        (base) => {
          write(join(base, 'real', 'a.ts'), 'one')
          symlinkSync('.', join(base, 'real', 'loop'))
          symlinkSync(join(base, 'real'), join(base, 'link'))
          return { roots: [join(base, 'link')] }
        },
      ),
  },
  {
    rule: 'W19',
    name: 'spaces, emoji, NFC and NFD, glob characters, in directories, files and the root',
    caught: 'reports a path once',
    async check(...target) {
      const use: Use = async (base, recorder) => {
        const files = names.map((name) => join(base, names[4] ?? '', name, `${name}.ts`))
        for (const text of ['one', 'two']) await recorder.covered(() => files.map((path) => write(path, text)))
        expect(recorder.errors).toEqual([])
      }
      await watching(target, use, (base) => {
        const root = join(base, names[4] ?? '')
        mkdirSync(root)
        return { roots: [root] }
      })
    },
  },
  {
    rule: 'W20',
    name: 'an ignored tree is neither asked about, nor watched, nor reported',
    caught: 'filters only what it reports',
    async check(...target) {
      const asked = new Set<string>()
      const ignored = (path: string) => {
        asked.add(path)
        return isModules(path)
      }
      const use: Use = async (base, recorder) => {
        const [inside, late] = [join(base, 'node_modules', 'a'), join(base, 'late', 'node_modules')]
        await recorder.covered(() => {
          write(join(inside, 'package.json'), '{}')
          write(join(late, 'b.ts'), 'one')
          return [write(join(base, 'late', 'seen.ts'), 'one')]
        })
        await recorder.covered(() => {
          write(join(late, 'b.ts'), 'two')
          return [write(join(base, 'seen.ts'), 'one')]
        })
        expect([...asked].filter((path) => /node_modules./.test(path))).toEqual([])
        expect(recorder.changes.filter(({ path }) => path.includes('node_modules'))).toEqual([])
        if (process.platform !== 'linux') return
        for (const path of [inside, late]) expect(watchedInodes()).not.toContain(statSync(path).ino)
      }
      await watching(target, use, (base) => {
        mkdirSync(join(base, 'node_modules', 'a'), { recursive: true })
        return { roots: [base], ignored }
      })
    },
  },
  {
    rule: 'W24',
    alone: true,
    name: 'what the system drops, or could not tell of while this thread was busy, is covered',
    caught: 'reports a path once',
    check: (...target) =>
      watching(target, async (base, recorder) => {
        const files = ['known.ts', 'new/a.ts', 'new/b.ts'].map((name) => join(base, name))
        await recorder.covered(() => files.slice(0, 1).map((path) => write(path, 'one')))
        await recorder.covered(() => {
          mkdirSync(join(base, 'noise'))
          expect(spawnSync(process.execPath, ['-e', flood], { cwd: base }).status).toBe(0)
          return files
        })
        await recorder.covered(() => files.map((path) => write(path, 'later')))
        expect(recorder.errors).toEqual([])
      }),
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
      // As long again as the other took at the most.
      await pause(2 * watcher.capabilities.quietMs + 20)
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
      expect(held()).toEqual(before)
    },
  },
]

/** A check that has to fail on the fault that it names. */
export async function checkCatches({ check, caught }: WatchCheck, watcher: Watcher): Promise<void> {
  await using started = new AsyncDisposableStack()
  await expect(check(faulty(watcher, caught, started), 1_200)).rejects.toThrow()
}

/** More than inotify's queue holds, then what must not be lost: all while the watching thread cannot read. */
const flood = `
  const { closeSync, mkdirSync, openSync, writeFileSync, writeSync } = require('node:fs')
  const [left, right] = ['left', 'right'].map((name) => openSync('noise/' + name, 'w'))
  // In turns: the kernel folds equal events that follow one another.
  for (let count = 0; count < 12_000; count += 1) for (const file of [left, right]) writeSync(file, '.')
  mkdirSync('new')
  for (const name of ['known.ts', 'new/a.ts', 'new/b.ts']) writeFileSync(name, 'after the flood')
`

function inotifyLines(): readonly string[] {
  return readdirSync('/proc/self/fdinfo').flatMap((name) => {
    try {
      return readFileSync(`/proc/self/fdinfo/${name}`, 'utf8').match(/^inotify .*/gm) ?? []
    } catch {
      return []
    }
  })
}

function watchedInodes(): readonly number[] {
  return inotifyLines().map((line) => Number.parseInt(/ino:(?<inode>[\da-f]+)/.exec(line)?.groups?.['inode'] ?? '', 16))
}

/** What this process holds of the system, and what keeps it alive. */
function held() {
  if (process.platform !== 'linux') return {}
  return {
    descriptors: readdirSync('/proc/self/fd').length,
    watches: inotifyLines().length,
    timers: process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length,
  }
}
