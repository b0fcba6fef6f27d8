import { readdirSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { HotseatError, type FileChange, type Watch, type Watcher, type WatchOptions } from '@hotseat/core'
import type { WatcherHarness } from '../../src/index.ts'
import { plantWatcherFault, type WatcherFault } from '../broken/watcher.ts'

/** Milliseconds between looks. */
const interval = 10

/** What is known of each file, by path: it changes with the file. */
type Snapshot = ReadonlyMap<string, string>

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
    await Promise.resolve()
    options.signal?.throwIfAborted()
    const timer = setInterval(() => {
      const next = look(options)
      const batch = difference(last, next)
      last = next
      if (batch.length > 0) tell(options, batch)
    }, interval)
    const watch: Watch = {
      degraded: false,
      [Symbol.asyncDispose]() {
        clearInterval(timer)
        return Promise.resolve()
      },
    }
    return watch
  },
}

/** What its author would hand the suite. Broken ones are given less time. */
export function memoryWatcherHarness(fault?: WatcherFault): WatcherHarness {
  if (!fault) return { watcher: memoryWatcher, rounds: 2 }
  return { watcher: plantWatcherFault(memoryWatcher, fault), patience: 800, rounds: 1 }
}

function tell({ changed, failed }: WatchOptions, batch: readonly FileChange[]): void {
  try {
    changed(batch)
  } catch (cause) {
    failed({ error: new HotseatError({ code: 'MEMORY_SINK', message: 'a callback threw', cause }), fatal: false })
  }
}

function look(options: WatchOptions): Snapshot {
  const snapshot = new Map<string, string>()
  for (const root of options.roots) lookAt(root, options, [], snapshot)
  return snapshot
}

function lookAt(path: string, options: WatchOptions, above: readonly string[], snapshot: Map<string, string>): void {
  if (options.ignored(path)) return
  try {
    const status = statSync(path, { bigint: true })
    if (status.isDirectory()) {
      const real = realpathSync(path)
      if (above.includes(real)) return
      for (const name of readdirSync(path)) lookAt(join(path, name), options, [...above, real], snapshot)
    } else {
      snapshot.set(path, [status.dev, status.ino, status.size, status.mtimeNs, status.ctimeNs].join(' '))
    }
  } catch {
    // It has gone in between; the next look tells.
  }
}

function difference(before: Snapshot, after: Snapshot): readonly FileChange[] {
  const changes: FileChange[] = []
  for (const [path, status] of after) {
    if (!before.has(path)) changes.push({ path, kind: 'create' })
    else if (before.get(path) !== status) changes.push({ path, kind: 'update' })
  }
  for (const path of before.keys()) if (!after.has(path)) changes.push({ path, kind: 'delete' })
  return changes
}
