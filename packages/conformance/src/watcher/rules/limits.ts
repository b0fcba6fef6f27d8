import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { HotseatError, messageOf } from '@hotseat/core'
import { Inability } from '../../inability.ts'
import type { Rule } from '../../rule.ts'
import { rejectionOf } from '../../settlement.ts'
import type { Confinement } from '../elsewhere/confinement.ts'
import { elsewhere } from '../elsewhere/watcher.ts'
import { write } from '../files.ts'
import type { WatcherHarness } from '../harness.ts'
import { fewOf, record, temporaryDirectory, type Recorder } from '../recorder.ts'

/** The numbers of the system call tgkill(2), which sends a signal to one thread. */
const tgkill: Readonly<Partial<Record<NodeJS.Architecture, number>>> = { x64: 234, arm64: 131 }
/** SIGWINCH: other processes ignore it. */
const signal = 28
/** Milliseconds between two signals: what the one before has upset is in order again, and the watcher waits. */
const apartness = 1_000

const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

/** What the system does not let a watcher have. Each watches in a process of its own. */
export const limits: readonly Rule<WatcherHarness>[] = [
  {
    id: 'watcher/lets-the-process-end',
    rule: 'W27',
    level: 'must',
    title: 'After its watch was disposed, a process that has nothing else to do MUST end by itself.',
    intent: 'A stopped server would hang in the terminal.',
    async check(harness) {
      using base = temporaryDirectory()
      const recorder = await record(apart(harness), { roots: [base.path] })
      await recorder.covered(() => [write(join(base.path, 'a.ts'), 'one')])
      await recorder[Symbol.asyncDispose]()
    },
  },
  {
    id: 'watcher/unreadable-directories',
    rule: 'W21',
    level: 'must',
    title:
      'A directory that cannot be read, at the start or later, MUST be told with a code, with the next change at the latest, and by `degraded`, and cost no other its coverage.',
    intent:
      'The data of a database in a container, owned by another user, would end all reloading, or be thought watched.',
    async check(harness) {
      using base = temporaryDirectory()
      const root = treeIn(base.path)
      const file = write(join(root, 'b', 'beside.ts'), 'one')
      using _early = unreadable(join(root, 'a', 'early'))
      await using recorder = await record(apart(harness, { lacks: 'rights' }), { roots: [root] })
      await recorder.until('what cannot be read', () => recorder.errors.length > 0)
      await recorder.covered(() => [write(file, 'second')])
      assertTold(recorder)
      using _late = unreadable(join(base.path, 'late'))
      const moved = join(root, 'c', 'late')
      renameSync(join(base.path, 'late'), moved)
      // Some are told of it only with the next change.
      await recorder.covered(() => [write(join(root, 'd', 'new.ts'), 'one'), write(join(root, 'c', 'new.ts'), 'one')])
      await recorder.until('what cannot be read later', () =>
        recorder.errors.some(({ error }) => error.message.includes(moved)),
      )
      await recorder.covered(() => [write(file, 'third one')])
      assertTold(recorder)
      chmodSync(moved, 0o755)
    },
  },
  {
    id: 'watcher/unreadable-roots',
    rule: 'W21',
    level: 'must',
    title: 'A root that cannot be read MUST be refused with a HotseatError.',
    intent: 'It would be watched in silence.',
    async check(harness) {
      using base = temporaryDirectory()
      const root = join(base.path, 'root')
      using _root = unreadable(root)
      const recording = record(apart(harness, { lacks: 'rights' }), { roots: [root] })
      assertCoded(await rejectionOf(recording, 'the watch of a root that cannot be read'))
    },
  },
  {
    id: 'watcher/watch-limit',
    rule: 'W22',
    level: 'must',
    title:
      'When the system has too few inotify watches, at the start or later, every change MUST be covered all the same, or the lack be told with a code: by rejecting, by `failed` and `degraded`, or by a fatal error.',
    intent: 'On a machine with a large editor open, half of the folders would be deaf, and nobody told.',
    async check(harness) {
      for (const most of [0, 5, 20]) await checkScarcity(harness, { lacks: 'inotify_watches', most })
    },
  },
  {
    id: 'watcher/instance-limit',
    rule: 'W23',
    level: 'must',
    title:
      'When the system has no inotify instance left, every change MUST be covered all the same, or watch() reject in time with a HotseatError.',
    intent: 'The server would hang at the start, and not even heed Ctrl+C.',
    check: (harness) => checkScarcity(harness, { lacks: 'inotify_instances', most: 0 }),
  },
  {
    id: 'watcher/interrupted',
    rule: 'W25',
    level: 'must',
    title:
      'After a signal to every thread of a process that waits, changes MUST be covered as before, or a fatal error be told.',
    intent: 'A terminal that is resized would end all reloading, in silence.',
    async check(harness) {
      using base = temporaryDirectory()
      const root = treeIn(base.path)
      const watcher = elsewhere(harness)
      await using recorder = await record(patient({ ...harness, watcher }), { roots: [root] })
      await recorder.covered(() => [write(join(root, 'a', 'before.ts'), 'one')])
      for (let round = 0; round < 3; round += 1) {
        await pause(apartness)
        interrupt(watcher.pid)
        for (const directory of letters.slice(0, 3)) {
          await coveredOr(recorder, () => hasEnded(recorder), [join(root, directory, `round-${round}.ts`)])
        }
      }
    },
  },
]

/** Another process takes its time, also where much is done at once. */
function patient(harness: WatcherHarness): WatcherHarness {
  return { ...harness, patience: Math.max(harness.patience ?? 5_000, 3_000) }
}

function apart(harness: WatcherHarness, confinement?: Confinement): WatcherHarness {
  return patient({ ...harness, watcher: elsewhere(patient(harness), confinement) })
}

async function checkScarcity(harness: WatcherHarness, confinement: Confinement): Promise<void> {
  using base = temporaryDirectory()
  const root = treeIn(base.path)
  const recording = record(apart(harness, confinement), { roots: [root] })
  const rejection: unknown = await recording.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (rejection !== undefined) return assertCoded(rejection)
  await using recorder = await recording
  const isTold = (): boolean =>
    hasEnded(recorder) || (recorder.watch.degraded && recorder.errors.some(({ error }) => error.code !== ''))
  const written = (name: string): readonly string[] => letters.map((letter) => join(root, letter, name))
  await coveredOr(recorder, isTold, written('first.ts'))
  const many = Array.from({ length: 40 }, (_, index) => join(root, `later-${index}`, 'a.ts'))
  await coveredOr(recorder, isTold, many)
  await coveredOr(recorder, isTold, many, 'second')
  for (const { error } of recorder.errors) assertCoded(error)
}

async function coveredOr(
  recorder: Recorder,
  isExcused: () => boolean,
  paths: readonly string[],
  text = 'one',
): Promise<void> {
  const covered = recorder.covered(() => paths.map((path) => write(path, text)))
  await Promise.any([covered, recorder.until(() => `why not all is covered of ${fewOf(paths)}`, isExcused)])
}

function hasEnded({ errors }: Recorder): boolean {
  return errors.some(({ fatal }) => fatal)
}

/** A root with the directories a, b, … h. */
function treeIn(base: string): string {
  for (const name of letters) mkdirSync(join(base, 'root', name), { recursive: true })
  return join(base, 'root')
}

/** A directory that lets nobody in, until it is to be removed. */
function unreadable(path: string): Disposable {
  mkdirSync(path, { mode: 0 })
  return {
    [Symbol.dispose]() {
      try {
        chmodSync(path, 0o755)
      } catch {
        // It was moved.
      }
    },
  }
}

function assertTold({ watch, errors }: Recorder): void {
  for (const { error, fatal } of errors) {
    assertCoded(error)
    assert.equal(fatal, false, `it is told as fatal: ${error.message}`)
  }
  assert.equal(watch.degraded, true, 'it is not degraded')
}

function assertCoded(error: unknown): void {
  assert.ok(HotseatError.is(error) && error.code !== '', `it tells what is no HotseatError: ${messageOf(error)}`)
}

/** @throws {Inability} where that cannot be done */
function interrupt(pid: number): void {
  const call = tgkill[process.arch]
  if (process.platform !== 'linux' || call === undefined) {
    throw new Inability(
      `How to signal one thread of a process is not known for ${process.platform} on ${process.arch}.`,
    )
  }
  const script = `for (glob "/proc/${pid}/task/*") { m{(\\d+)$} and syscall(${call}, ${pid}, $1 + 0, ${signal}) }`
  if (spawnSync('perl', ['-e', script]).status !== 0) throw new Inability('There is no perl to send signals with.')
}
