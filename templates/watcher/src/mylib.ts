import { createWatchReports, type Watch, type Watcher, type WatchReports } from '@hotseat/core'
import { errors } from './errors.ts'
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
      // A root that cannot be watched is refused; what cannot be below it is told, once the caller has its watch.
      for (const root of options.roots) {
        if (last.unreadable.has(root)) throw errors.notCovered(root, last.unreadable.get(root))
      }
      await Promise.resolve()
      options.signal?.throwIfAborted()
      const timer = setInterval(() => {
        const next = look(options.roots, options.ignored)
        report(last, next, reports)
        last = next
      }, interval)
      setImmediate(() => reportUnreadable(last, reports))
      const watch: Watch = {
        get degraded() {
          return last.unreadable.size > 0
        },
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

function report({ files: before }: Look, after: Look, reports: WatchReports): void {
  for (const [path, state] of after.files) {
    if (!before.has(path)) reports.change(path, 'create')
    else if (before.get(path) !== state) reports.change(path, 'update')
  }
  for (const path of before.keys()) if (!after.files.has(path)) reports.change(path, 'delete')
  reportUnreadable(after, reports)
}

/** The same message is passed on once. */
function reportUnreadable({ unreadable }: Look, reports: WatchReports): void {
  for (const [path, cause] of unreadable) reports.failed(errors.notCovered(path, cause), false)
}
