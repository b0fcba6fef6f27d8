import { createWatchReports, type Watch, type Watcher, type WatchReports } from '@hotseat/core'
import { look, type Look } from './stand-in.ts'

/** Milliseconds between looks. */
const interval = 10

/**
 * Watches with mylib.
 *
 * @example createReloader({ watcher: mylib(), … })
 */
export function mylib(): Watcher {
  return {
    name: 'mylib',
    capabilities: {
      quietMs: interval,
      followsSymlinks: true,
      fileRoots: true,
      missingRoots: true,
      // It asks for the state of each file; there are no events to be lost.
      detectsOverflow: true,
    },
    async watch(options) {
      options.signal?.throwIfAborted()
      // Batches, guards against callbacks that throw, and is silent once closed.
      const reports = createWatchReports(options)
      let last = look(options.roots, options.ignored)
      await Promise.resolve()
      options.signal?.throwIfAborted()
      const timer = setInterval(() => {
        const next = look(options.roots, options.ignored)
        report(last, next, reports)
        last = next
      }, interval)
      const watch: Watch = {
        degraded: false,
        [Symbol.asyncDispose]() {
          clearInterval(timer)
          reports.close()
          return Promise.resolve()
        },
      }
      return watch
    },
  }
}

function report(before: Look, after: Look, reports: WatchReports): void {
  for (const [path, state] of after) {
    if (!before.has(path)) reports.change(path, 'create')
    else if (before.get(path) !== state) reports.change(path, 'update')
  }
  for (const path of before.keys()) if (!after.has(path)) reports.change(path, 'delete')
}
