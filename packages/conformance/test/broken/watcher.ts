import type { Watcher } from '@hotseat/core'
import { confinedWrappers } from './watcher-confined.ts'
import { filters } from './watcher-filters.ts'
import { changedBut, wrappers } from './watcher-wrappers.ts'

/** For each rule for watchers, what breaks it. */
export const watcherFaults = {
  'watcher/ready-means-ready': 'is ready too early',
  'watcher/directories-made-during-the-start': 'is deaf in what was made during the start',
  'watcher/replays-nothing': 'reports what it finds',
  'watcher/creates-saves-and-deletes': 'is blind to deletions',
  'watcher/truncated-first': 'reports the truncation and not the write',
  'watcher/chunked-saves': 'is blind to what is appended',
  'watcher/atomic-saves': 'follows the file and not its name',
  'watcher/backups-beside-it': 'takes what has a backup for one',
  'watcher/deleted-and-created-again': 'forgets what was deleted',
  'watcher/equal-sizes': 'compares sizes',
  'watcher/the-last-of-many': 'tires of a file',
  'watcher/renames': 'reports the new name only',
  'watcher/case-only-renames': 'takes letters of either case for the same',
  'watcher/new-directories': 'is deaf four levels down',
  'watcher/moved-trees': 'is deaf in what came as a whole',
  'watcher/removed-trees': 'is blind to what goes with its directory',
  'watcher/names-that-begin-alike': 'compares paths as text',
  'watcher/many-at-once': 'drops what is beyond 60',
  'watcher/replaced-roots': 'is deaf once a root is another',
  'watcher/file-roots': 'expects roots to be directories',
  'watcher/missing-roots': 'expects roots to be there',
  'watcher/refuses-what-it-cannot-watch': 'watches in silence what it cannot',
  'watcher/callers-spelling': 'reports real paths',
  'watcher/follows-links': 'stays where it is',
  'watcher/odd-names': 'knows ASCII only',
  'watcher/ignored-trees': 'looks inside what is ignored',
  'watcher/no-watch-in-ignored-trees': 'watches also what it ignores',
  'watcher/reading-is-no-change': 'reports a file that nobody touched',
  'watcher/throwing-callbacks': 'ends with the first callback that throws',
  'watcher/independent-watches': 'ends all watches at once',
  'watcher/silent-after-the-end': 'does not end',
  'watcher/heeds-abort': 'does not heed abort',
  'watcher/leaves-nothing': 'leaves a descriptor',
  'watcher/lost-events': 'is overwhelmed by much that is written',
  'watcher/lets-the-process-end': 'leaves a timer',
  'watcher/unreadable-directories': 'takes what it cannot read for empty',
  'watcher/unreadable-roots': 'takes a root that it cannot read for empty',
  'watcher/watch-limit': 'is deaf where no watch is left',
  'watcher/instance-limit': 'waits until an instance is left',
  'watcher/interrupted': 'ends with a signal',
  'watcher/checkouts': 'remembers 1,000 files',
  'watcher/many-directories': 'remembers 200 directories',
} as const satisfies Readonly<Record<string, string>>

export type WatcherFault = (typeof watcherFaults)[keyof typeof watcherFaults]

export function plantWatcherFault(right: Watcher, fault: WatcherFault): Watcher {
  const filter = filters[fault]
  if (!filter) return { ...right, ...(wrappers[fault] ?? confinedWrappers[fault])?.(right) }
  return {
    ...right,
    watch(options) {
      const keep = filter(options)
      return right.watch({
        ...options,
        changed: (batch) => changedBut(options, batch, (change) => keep(change, batch)),
      })
    },
  }
}
