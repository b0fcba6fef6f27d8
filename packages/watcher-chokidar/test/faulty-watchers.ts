import { mkdirSync, readdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { FileChange, Watcher, WatchOptions } from '@hotseat/core'
import { broken } from './broken-watchers.ts'

/** Planted bugs of a watch as a whole, each put in front of a watcher that has none. */
export type Fault =
  | 'reports a path once'
  | 'blind to deletions'
  | 'ready too early'
  | 'deaf after half a second'
  | 'reports real paths'
  | 'filters only what it reports'
  | 'reports what it finds'
  | 'endless'
  | 'deaf to the signal'

/** @param started where what is never ended is put, for the end of the test */
export function faulty(watcher: Watcher, fault: Fault, started: AsyncDisposable[]): Watcher {
  const altered = (watch: Watcher['watch']): Watcher => ({ ...watcher, watch })
  switch (fault) {
    case 'reports a path once':
    case 'blind to deletions':
      return broken(watcher, fault)
    case 'ready too early':
      return altered(async (options) => {
        const watching = watcher.watch({ ...options, changed: () => undefined, rescan: () => undefined })
        return { degraded: false, [Symbol.asyncDispose]: async () => (await watching)[Symbol.asyncDispose]() }
      })
    case 'deaf after half a second':
      return altered((options) => {
        const end = performance.now() + 500
        const changed: WatchOptions['changed'] = (batch) => performance.now() < end && options.changed(batch)
        return watcher.watch({ ...options, changed, rescan: () => undefined })
      })
    case 'reports real paths':
      return altered((options) => {
        const real = (change: FileChange) => ({ ...change, path: realpathSync(change.path) })
        return watcher.watch({ ...options, changed: (batch) => options.changed(batch.map(real)) })
      })
    case 'filters only what it reports':
      return altered((options) =>
        watcher.watch({
          ...options,
          ignored: (path) => options.ignored(path) && false,
          changed: (batch) => options.changed(batch.filter(({ path }) => !/node_modules/.test(path))),
        }),
      )
    case 'reports what it finds':
      return altered(async (options) => {
        const watch = await watcher.watch(options)
        const found = options.roots.flatMap((root) => readdirSync(root).map((name) => join(root, name)))
        options.changed(found.map((path) => ({ path, kind: 'create' })))
        return watch
      })
    case 'endless':
      return altered(async (options) => {
        // A directory of its own: watches of the same one are one to the system.
        const further = options.roots.map((root) => join(root, crypto.randomUUID()))
        for (const path of further) mkdirSync(path)
        started.push(await watcher.watch({ ...options, roots: [...options.roots, ...further] }))
        return { degraded: false, [Symbol.asyncDispose]: () => Promise.resolve() }
      })
    case 'deaf to the signal':
      return altered(({ signal: _signal, ...options }) => watcher.watch(options))
    default:
      return fault satisfies never
  }
}
