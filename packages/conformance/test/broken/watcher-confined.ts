import { watch as watchDirectory, readdirSync, statSync, type FSWatcher } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Watch, Watcher, WatchOptions } from '@hotseat/core'
import type { WatcherFault } from './watcher.ts'
import { changedBut } from './watcher-wrappers.ts'

/** Faults that show where the system gives less. */
export const confinedWrappers: Readonly<Partial<Record<WatcherFault, (right: Watcher) => Partial<Watcher>>>> = {
  'leaves a timer': (right) => ({
    watch(options) {
      // Longer than anyone waits; some day tests are to end.
      setTimeout(() => undefined, 15_000)
      return right.watch(options)
    },
  }),
  'takes what it cannot read for empty': (right) => ({
    async watch(options) {
      const watch = await right.watch({
        ...options,
        failed: (error) => error.error.code !== 'MEMORY_NOT_COVERED' && options.failed(error),
      })
      return { degraded: false, [Symbol.asyncDispose]: () => watch[Symbol.asyncDispose]() }
    },
  }),
  'takes a root that it cannot read for empty': (right) => ({
    async watch(options) {
      try {
        return await right.watch(options)
      } catch (cause) {
        options.signal?.throwIfAborted()
        if (!(cause instanceof Error && 'code' in cause && cause.code === 'MEMORY_NOT_COVERED')) throw cause
        return { degraded: false, [Symbol.asyncDispose]: () => Promise.resolve() }
      }
    },
  }),
  'watches also what it ignores': (right) => ({
    async watch(options) {
      const held = new Watches()
      for (const root of options.roots) held.add(root)
      return held.until(await right.watch(options))
    },
  }),
  'is deaf where no watch is left': (right) => ({
    async watch(options) {
      const held = new Watches(options.ignored)
      for (const root of options.roots) held.add(root)
      const isHeard = (path: string): boolean => {
        held.add(dirname(path))
        return !held.deaf.has(dirname(path))
      }
      const watch = await right.watch({
        ...options,
        changed: (batch) => changedBut(options, batch, ({ path }) => isHeard(path)),
      })
      return held.until(watch)
    },
  }),
  'ends with a signal': (right) => {
    let hasEnded = false
    process.once('SIGWINCH', () => (hasEnded = true))
    return {
      watch: (options) => right.watch({ ...options, changed: (batch) => changedBut(options, batch, () => !hasEnded) }),
    }
  },
  'waits until an instance is left': (right) => ({
    async watch(options) {
      const held = new Watches(options.ignored)
      for (const root of options.roots) held.add(root)
      // It is not left.
      if (held.isWithout) await new Promise<void>(() => setTimeout(() => undefined, 15_000))
      return held.until(await right.watch(options))
    },
  }),
}

/** Watches of the system's, on directories and all that are in them. */
class Watches {
  /** Directories for which there was no watch left. */
  readonly deaf = new Set<string>()
  /** True when there was not even an instance to have watches with. */
  isWithout = false
  readonly #held = new Map<string, FSWatcher>()
  readonly #ignored: WatchOptions['ignored']

  constructor(ignored: WatchOptions['ignored'] = () => false) {
    this.#ignored = ignored
  }

  add(directory: string): void {
    if (
      this.#held.has(directory) ||
      this.#ignored(directory) ||
      !statSync(directory, { throwIfNoEntry: false })?.isDirectory()
    )
      return
    try {
      this.#held.set(
        directory,
        watchDirectory(directory).on('error', () => undefined),
      )
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
      if (code === 'ENOSPC') this.deaf.add(directory)
      this.isWithout ||= code === 'EMFILE'
    }
    try {
      for (const name of readdirSync(directory)) this.add(join(directory, name))
    } catch {
      // It has gone, or cannot be read.
    }
  }

  /** The watch, with which these end. */
  until(watch: Watch): Watch {
    return {
      get degraded() {
        return watch.degraded
      },
      [Symbol.asyncDispose]: () => {
        for (const watcher of this.#held.values()) watcher.close()
        return watch[Symbol.asyncDispose]()
      },
    }
  }
}
