import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import type { FileChange, Watch, Watcher, WatchOptions } from '@hotseat/core'
import { describe, expect, test } from 'vitest'
import { chokidar } from '../src/index.ts'
import { record, temporaryDirectory } from './recorder.ts'
import { write } from './shape.ts'

const silent: Omit<WatchOptions, 'roots'> = {
  ignored: () => false,
  changed: () => undefined,
  rescan: () => undefined,
  failed: () => undefined,
}

/** chokidar, its watch put behind what `change` makes of it. */
function altered(change: (start: () => Promise<Watch>, options: WatchOptions) => Promise<Watch>): Watcher {
  return { ...chokidar(), watch: (options) => change(() => chokidar().watch(options), options) }
}

describe('ready', () => {
  const early = altered((start) => {
    const started = start()
    return Promise.resolve({
      degraded: false,
      [Symbol.asyncDispose]: async () => (await started)[Symbol.asyncDispose](),
    })
  })

  async function checkReady(watcher: Watcher, deadline?: number) {
    for (let round = 0; round < 5; round += 1) {
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
      expect(recorder.watch.degraded).toBe(false)
    }
  }

  test('W1 means that directories created meanwhile are watched too', () => checkReady(chokidar()))

  async function checkFirstWord(watcher: Watcher, deadline?: number) {
    using base = temporaryDirectory()
    const file = write(join(base.path, 'a.ts'), 'one')
    await using recorder = await record(watcher, { roots: [base.path] }, deadline)
    await recorder.covered(() => [write(file, 'two')])
  }

  test('W1 means that the very next save is seen', () => checkFirstWord(chokidar()))

  test('W1 a watcher that is ready too early is caught', async () => {
    await expect(checkFirstWord(early, 300)).rejects.toThrow('not reported')
  })

  async function checkNoReplay(watcher: Watcher) {
    using base = temporaryDirectory()
    for (let index = 0; index < 50; index += 1) write(join(base.path, `old-${index}.ts`), 'one')
    await using recorder = await record(watcher, { roots: [base.path] })
    const marker = join(base.path, 'marker.ts')
    await recorder.covered(() => [write(marker, 'one')])
    expect(new Set(recorder.changes.map(({ path }) => path))).toEqual(new Set([marker]))
  }

  test('W26 old writes are not reported', () => checkNoReplay(chokidar()))

  test('W26 a watcher that reports what it finds is caught', async () => {
    const replaying = altered(async (start, { roots, changed }) => {
      const watch = await start()
      for (const root of roots) {
        changed(readdirSync(root).map((name): FileChange => ({ path: join(root, name), kind: 'create' })))
      }
      return watch
    })
    await expect(checkNoReplay(replaying)).rejects.toThrow('to deeply equal')
  })
})

describe('the end', () => {
  async function checkSilence(watcher: Watcher) {
    using base = temporaryDirectory()
    const recorder = await record(watcher, { roots: [base.path] })
    const file = join(base.path, 'a.ts')
    await recorder.covered(() => [write(file, 'proof that it hears')])
    // Under churn: what is on its way when the end comes is dropped.
    for (let index = 0; index < 50; index += 1) write(join(base.path, `churn-${index}.ts`), 'one')
    await Promise.all([recorder.watch[Symbol.asyncDispose](), recorder.watch[Symbol.asyncDispose]()])
    const reported = recorder.changes.length
    write(file, 'after the end')
    // Another watch hears it, so this one could have.
    await using other = await record(chokidar(), { roots: [base.path] })
    await other.covered(() => [write(file, 'later still')])
    expect(recorder.changes).toHaveLength(reported)
    await recorder.watch[Symbol.asyncDispose]()
  }

  test('W27 nothing is reported after it, also under churn, and a second dispose is the first', () =>
    checkSilence(chokidar()))

  test('W27 a watcher that goes on is caught', async () => {
    await using started = new AsyncDisposableStack()
    const endless = altered(async (start) => {
      started.use(await start())
      return { degraded: false, [Symbol.asyncDispose]: () => Promise.resolve() }
    })
    await expect(checkSilence(endless)).rejects.toThrow('to have a length of')
  })

  test('W27 aborting before it is ready rejects with the reason', async () => {
    using base = temporaryDirectory()
    for (let index = 0; index < 50; index += 1) mkdirSync(join(base.path, `d${index}`, 'e', 'f'), { recursive: true })
    for (const turns of [0, 1, 2, 5, 10]) {
      const stop = new AbortController()
      const watching = chokidar().watch({ ...silent, roots: [base.path], signal: stop.signal })
      for (let turn = 0; turn < turns; turn += 1) await nextTurn()
      stop.abort(new Error('never mind'))
      await expect(watching).rejects.toThrow('never mind')
    }
    const { signal } = new AbortController()
    await expect(chokidar().watch({ ...silent, roots: [], signal: AbortSignal.abort() })).rejects.toThrow('aborted')
    await using watch = await chokidar().watch({ ...silent, roots: [base.path], signal })
    expect(watch.degraded).toBe(false)
  })

  async function checkNothingLeft(watcher: Watcher) {
    using base = temporaryDirectory()
    for (let index = 0; index < 5; index += 1) mkdirSync(join(base.path, `d${index}`))
    const openAndClose = async () => {
      const watch = await watcher.watch({ ...silent, roots: [base.path] })
      await watch[Symbol.asyncDispose]()
    }
    await openAndClose()
    const before = held()
    for (let cycle = 0; cycle < 50; cycle += 1) await openAndClose()
    expect(held()).toEqual(before)
  }

  /** File descriptors and inotify watches of this process. */
  function held() {
    const descriptors = readdirSync('/proc/self/fd')
    const watches = descriptors.flatMap((name) => {
      try {
        return readFileSync(`/proc/self/fdinfo/${name}`, 'utf8').match(/^inotify/gm) ?? []
      } catch {
        return []
      }
    })
    return { descriptors: descriptors.length, watches: watches.length }
  }

  test.runIf(process.platform === 'linux')('W28 nothing is left of 50 watches', () => checkNothingLeft(chokidar()))

  test.runIf(process.platform === 'linux')('W28 a watcher that keeps its watches is caught', async () => {
    await using started = new AsyncDisposableStack()
    const hoarder = altered(async (start, { roots }) => {
      for (const root of roots) {
        const further = join(root, crypto.randomUUID())
        mkdirSync(further)
        started.use(await chokidar().watch({ ...silent, roots: [further] }))
      }
      return start()
    })
    await expect(checkNothingLeft(hoarder)).rejects.toThrow('to deeply equal')
  })
})

test('W29 two watches of one root know nothing of each other', async () => {
  using base = temporaryDirectory()
  const file = join(base.path, 'a.ts')
  await using left = await record(chokidar(), { roots: [base.path] })
  const right = await record(chokidar(), { roots: [base.path] })
  const both = (text: string) => Promise.all([left, right].map((one) => one.covered(() => [write(file, text)])))
  await both('one')
  await right.watch[Symbol.asyncDispose]()
  const heard = right.changes.length
  await left.covered(() => [write(file, 'two')])
  expect(right.changes).toHaveLength(heard)
})

test('W30 a callback that throws is told, and later changes still arrive', async () => {
  using base = temporaryDirectory()
  let throwing = true
  const changed = () => {
    if (throwing) throw new Error('the sink is broken')
  }
  await using recorder = await record(chokidar(), { roots: [base.path], changed })
  const file = write(join(base.path, 'a.ts'), 'one')
  await recorder.until('the error', () => recorder.errors.length > 0)
  expect(recorder.errors[0]).toMatchObject({
    fatal: false,
    error: { code: 'HOTSEAT_WATCH_SINK_THREW', cause: new Error('the sink is broken') },
  })
  throwing = false
  await recorder.covered(() => [write(file, 'two')])
})

test('changes come in batches that are never empty', async () => {
  using base = temporaryDirectory()
  const sizes: number[] = []
  await using recorder = await record(chokidar(), { roots: [base.path], changed: (batch) => sizes.push(batch.length) })
  await recorder.covered(() => Array.from({ length: 50 }, (_, index) => write(join(base.path, `${index}.ts`), 'one')))
  await pause(100)
  expect(Math.min(...sizes)).toBeGreaterThan(0)
})
