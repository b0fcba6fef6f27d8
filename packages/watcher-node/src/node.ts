import { watchRoots, type Watch, type Watcher, type WatchOptions } from '@hotseat/core'
import { errors } from './errors.ts'
import { NodeRoot, type Means } from './node-root.ts'
import { nodeSystem, type System } from './system.ts'

export interface NodeWatcherOptions {
  /** Milliseconds between two looks at the files, where there is no other way. Default: 200. */
  readonly interval?: number
}

export interface PollingWatcherOptions {
  /** Milliseconds between two looks at the files; more when one takes long. Default: 200. */
  readonly interval?: number
}

/**
 * Watches with `fs.watch`, without a dependency. A root on whose events no one can rely (a network drive, a folder of
 * the host in a container, a file, a directory that is not there yet, no watch left) is looked at every so often, and
 * where that costs something, says so: `HOTSEAT_WATCH_POLLING`, not fatal.
 *
 * @throws {HotseatError} `HOTSEAT_WATCH_BAD_POLL`
 * @example createReloader({ watcher: nodeWatcher(), … })
 */
export function nodeWatcher(options: NodeWatcherOptions = {}, system: System = nodeSystem): Watcher {
  const interval = checked(options.interval)
  return {
    name: 'node',
    capabilities: {
      // Of a root that is looked at it is the interval; which one that is shows later.
      quietMs: 0,
      followsSymlinks: false,
      fileRoots: true,
      missingRoots: true,
      detectsOverflow: true,
    },
    watch: (target) => startWatch(target, { system, interval }),
  }
}

/**
 * Looks at every file every so often and compares contents: for file systems that tell of nothing, such as network
 * drives and folders that a container or WSL shares with its host.
 *
 * @throws {HotseatError} `HOTSEAT_WATCH_BAD_POLL`
 * @example createReloader({ watcher: pollingWatcher({ interval: 500 }), … })
 */
export function pollingWatcher(options: PollingWatcherOptions = {}): Watcher {
  const interval = checked(options.interval)
  return {
    name: 'polling',
    capabilities: {
      quietMs: interval,
      followsSymlinks: false,
      fileRoots: true,
      missingRoots: true,
      detectsOverflow: true,
    },
    watch: (target) => startWatch(target, { interval }),
  }
}

function startWatch(target: WatchOptions, means: Means): Promise<Watch> {
  return watchRoots(target, {
    createRoot: (root, reports, lost) => new NodeRoot(root, target, means, reports, lost),
    rejected: errors.rootNotWatched,
    ended: errors.lost,
    looks: means.system === undefined,
  })
}

function checked(interval = 200): number {
  if (Number.isFinite(interval) && interval > 0) return interval
  throw errors.badInterval(interval)
}
