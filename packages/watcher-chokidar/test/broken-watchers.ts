import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { FileChange, Watcher } from '@hotseat/core'

/** Planted bugs: what watchers get wrong, each put in front of one that does not. */
export type Variant = 'reports a path once' | 'blind to deletions' | 'deaf in new directories'

const keeps: Readonly<Record<Variant, () => (change: FileChange) => boolean>> = {
  'reports a path once': () => {
    const reported = new Set<string>()
    return ({ path }) => !reported.has(path) && reported.add(path) !== undefined
  },
  'blind to deletions': () => (change) => change.kind !== 'delete',
  'deaf in new directories': () => {
    const deaf = new Set<string>()
    return ({ path }) => {
      const directory = dirname(path)
      if (deaf.has(directory)) return false
      deaf.add(directory)
      return existsSync(path)
    }
  },
}

export function broken(watcher: Watcher, variant: Variant): Watcher {
  return {
    ...watcher,
    watch: (options) => {
      const keep = keeps[variant]()
      return watcher.watch({
        ...options,
        changed: (batch) => options.changed(batch.filter(keep)),
        // Nor does a rescan make up for it.
        rescan: () => undefined,
      })
    },
  }
}
