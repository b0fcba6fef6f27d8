import { readdirSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { HotseatError, type FileChange, type Watch, type Watcher, type WatchOptions } from '@hotseat/core'
import type { WatcherHarness } from '../../src/index.ts'
import { plantWatcherFault, type WatcherFault } from '../broken/watcher.ts'

/** Milliseconds between looks, at least: many files take longer to look at, and it rests three times as long as it looked. */
const interval = 10

interface Snapshot {
  /** What is known of each file, by path: it changes with the file. */
  readonly files: Map<string, string>
  /** Paths. */
  readonly unreadable: Set<string>
}

/** A watcher that looks at every file again and again: right, and too slow for anything but tests. */
const memoryWatcher: Watcher = {
  name: 'memory',
  capabilities: {
    quietMs: interval,
    followsSymlinks: true,
    fileRoots: true,
    missingRoots: true,
    detectsOverflow: true,
  },
  async watch(options) {
    options.signal?.throwIfAborted()
    let last = look(options)
    for (const root of options.roots) {
      if (last.unreadable.has(root)) throw notCovered(root)
    }
    await Promise.resolve()
    options.signal?.throwIfAborted()
    let timer: NodeJS.Timeout | undefined
    const lookAgain = (): void => {
      const begun = performance.now()
      const next = look(options)
      timer = setTimeout(lookAgain, Math.max(interval, 3 * (performance.now() - begun)))
      const batch = difference(last.files, next.files)
      tellUnreadable(options, next.unreadable.difference(last.unreadable))
      last = next
      if (batch.length > 0) tell(options, batch)
    }
    timer = setTimeout(lookAgain, interval)
    setImmediate(() => tellUnreadable(options, last.unreadable))
    const watch: Watch = {
      get degraded() {
        return last.unreadable.size > 0
      },
      [Symbol.asyncDispose]() {
        clearTimeout(timer)
        return Promise.resolve()
      },
    }
    return watch
  },
}

/** What its author would hand the suite. Broken ones are given less time. */
export function memoryWatcherHarness(fault?: WatcherFault): WatcherHarness {
  const source = { module: import.meta.url, export: memoryWatcherWith.name, parameters: fault ? [fault] : [] }
  if (!fault) return { watcher: memoryWatcher, source, rounds: 2 }
  return { watcher: memoryWatcherWith(fault), source, patience: 3_000, rounds: 1 }
}

export function memoryWatcherWith(fault?: WatcherFault): Watcher {
  return fault ? plantWatcherFault(memoryWatcher, fault) : memoryWatcher
}

function tell({ changed, failed }: WatchOptions, batch: readonly FileChange[]): void {
  try {
    changed(batch)
  } catch (cause) {
    failed({ error: new HotseatError({ code: 'MEMORY_SINK', message: 'a callback threw', cause }), fatal: false })
  }
}

function tellUnreadable({ failed }: WatchOptions, paths: Iterable<string>): void {
  for (const path of paths) failed({ error: notCovered(path), fatal: false })
}

function notCovered(path: string): HotseatError {
  return new HotseatError({ code: 'MEMORY_NOT_COVERED', message: `${path} cannot be read` })
}

function look(options: WatchOptions): Snapshot {
  const snapshot: Snapshot = { files: new Map(), unreadable: new Set() }
  for (const root of options.roots) lookAt(root, options, [], snapshot)
  return snapshot
}

function lookAt(path: string, options: WatchOptions, above: readonly string[], snapshot: Snapshot): void {
  if (options.ignored(path)) return
  try {
    const status = statSync(path, { bigint: true })
    if (status.isDirectory()) {
      const real = realpathSync(path)
      if (above.includes(real)) return
      for (const name of readdirSync(path)) lookAt(join(path, name), options, [...above, real], snapshot)
    } else {
      snapshot.files.set(path, [status.dev, status.ino, status.size, status.mtimeNs, status.ctimeNs].join(' '))
    }
  } catch (cause) {
    // Else it has gone in between; the next look tells.
    if (cause instanceof Error && 'code' in cause && cause.code === 'EACCES') snapshot.unreadable.add(path)
  }
}

function difference(before: Snapshot['files'], after: Snapshot['files']): readonly FileChange[] {
  const changes: FileChange[] = []
  for (const [path, status] of after) {
    if (!before.has(path)) changes.push({ path, kind: 'create' })
    else if (before.get(path) !== status) changes.push({ path, kind: 'update' })
  }
  for (const path of before.keys()) if (!after.has(path)) changes.push({ path, kind: 'delete' })
  return changes
}
