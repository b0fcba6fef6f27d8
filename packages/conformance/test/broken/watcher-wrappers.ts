import { existsSync, openSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { FileChange, Watch, Watcher, WatcherCapabilities, WatchOptions } from '@hotseat/core'
import type { WatcherFault } from './watcher.ts'

const statusOf = (path: string) => statSync(path, { throwIfNoEntry: false })

/** Faults of the watch as a whole. */
export const wrappers: Readonly<Partial<Record<WatcherFault, (right: Watcher) => Partial<Watcher>>>> = {
  'is ready too early': (right) => ({
    watch(options) {
      const started = setTimeout(100).then(() => right.watch(options))
      return Promise.resolve({
        degraded: false,
        [Symbol.asyncDispose]: async () => (await started)[Symbol.asyncDispose](),
      })
    },
  }),
  'is deaf in what was made during the start': (right) => ({
    async watch(options) {
      const before = new Set(directoriesBelow(options.roots))
      const made = new Set<string>()
      await setTimeout(50)
      for (const path of directoriesBelow(options.roots)) if (!before.has(path)) made.add(path)
      return await right.watch({
        ...options,
        changed: (batch) => changedBut(options, batch, ({ path }) => !made.has(dirname(path))),
      })
    },
  }),
  'reports what it finds': (right) => ({
    async watch(options) {
      const watch = await right.watch(options)
      for (const root of options.roots) {
        if (!statusOf(root)?.isDirectory()) continue
        options.changed(readdirSync(root).map((name) => ({ path: join(root, name), kind: 'create' })))
      }
      return watch
    },
  }),
  'watches in silence what it cannot': (right) => ({
    capabilities: { ...right.capabilities, fileRoots: false, missingRoots: false } satisfies WatcherCapabilities,
    async watch(options) {
      const roots = options.roots.filter((root) => statusOf(root)?.isDirectory())
      return await right.watch({ ...options, roots })
    },
  }),
  'reports real paths': (right) => ({
    watch: (options) =>
      right.watch({
        ...options,
        changed: (batch) =>
          options.changed(
            batch.map((change) => (existsSync(change.path) ? { ...change, path: realpathSync(change.path) } : change)),
          ),
      }),
  }),
  'looks inside what is ignored': (right) => ({
    watch: (options) =>
      right.watch({
        ...options,
        ignored(path) {
          options.ignored(path)
          return false
        },
        changed: (batch) => changedBut(options, batch, ({ path }) => !path.includes('node_modules')),
      }),
  }),
  'reports a file that nobody touched': (right) => ({
    async watch(options) {
      const [root = ''] = options.roots
      const repeat = (batch: readonly FileChange[]): void => {
        if (!statusOf(root)?.isDirectory()) return
        const untouched = readdirSync(root)
          .map((name) => join(root, name))
          .find((path) => statusOf(path)?.isFile() && !batch.some((change) => change.path === path))
        if (untouched !== undefined) options.changed([{ path: untouched, kind: 'update' }])
      }
      const timers: NodeJS.Timeout[] = []
      const watch = await right.watch({
        ...options,
        changed(batch) {
          options.changed(batch)
          if (timers.length === 0) timers.push(globalThis.setTimeout(repeat, 60, batch))
        },
      })
      return ending(watch, () => clearTimeout(timers[0]))
    },
  }),
  'ends with the first callback that throws': (right) => ({
    async watch(options) {
      let hasThrown = false
      return await right.watch({
        ...options,
        changed(batch) {
          if (hasThrown) return
          hasThrown = true
          options.changed(batch)
          hasThrown = false
        },
      })
    },
  }),
  'ends all watches at once': (right) => {
    const open = new Set<Watch>()
    return {
      async watch(options) {
        const watch = await right.watch(options)
        open.add(watch)
        return ending(watch, async () => {
          for (const other of open) await other[Symbol.asyncDispose]()
          open.clear()
        })
      },
    }
  },
  'does not end': (right) => ({
    async watch(options) {
      const watch = await right.watch(options)
      return {
        degraded: false,
        // Some day it does: tests are to end.
        [Symbol.asyncDispose]() {
          void setTimeout(3_000, undefined, { ref: false }).then(() => watch[Symbol.asyncDispose]())
          return Promise.resolve()
        },
      }
    },
  }),
  'does not heed abort': (right) => ({
    watch: ({ signal: _ignored, ...options }) => right.watch(options),
  }),
  'leaves a descriptor': (right) => {
    const left: number[] = []
    return {
      async watch(options) {
        left.push(openSync(import.meta.filename, 'r'))
        return await right.watch(options)
      },
    }
  },
}

export function changedBut(
  { changed }: WatchOptions,
  batch: readonly FileChange[],
  keep: (change: FileChange) => boolean,
): void {
  const kept = batch.filter(keep)
  if (kept.length > 0) changed(kept)
}

function ending(watch: Watch, end: () => unknown): Watch {
  return {
    degraded: watch.degraded,
    async [Symbol.asyncDispose]() {
      await end()
      await watch[Symbol.asyncDispose]()
    },
  }
}

function directoriesBelow(roots: readonly string[]): readonly string[] {
  return roots
    .filter((root) => statusOf(root)?.isDirectory())
    .flatMap((root) => readdirSync(root, { recursive: true, encoding: 'utf8' }).map((path) => join(root, path)))
    .filter((path) => statusOf(path)?.isDirectory())
}
