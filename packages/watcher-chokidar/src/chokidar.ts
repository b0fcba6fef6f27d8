import {
  createWatchReports,
  onOverflow,
  onRootReplaced,
  onStall,
  type RescanReason,
  type Watch,
  type Watcher,
  type WatchOptions,
} from '@hotseat/core'
import { errors } from './errors.ts'
import { openTree, type Tree, type TreeSettings } from './tree.ts'

export interface ChokidarOptions {
  /** Also watches what symbolic links below a root lead to. Default: true. */
  readonly followSymlinks?: boolean
  /**
   * Asks the file system every so many milliseconds, where it reports no events: network drives, some containers.
   * Takes CPU by the file: at 100 ms 11 % of a core for 500 files, 64 % for 5,000. Default: not at all.
   */
  readonly poll?: number
}

/** Milliseconds that chokidar gives a file that is empty, most often one that is just being written. */
const emptyFileHold = 10

/**
 * Watches with chokidar 6, which is right on every shape of tree: atomic saves, directories made, moved and replaced,
 * symbolic links. When the system drops events, chokidar loses them without a word; this adapter notices, starts it
 * afresh and asks for a rescan.
 *
 * @throws {HotseatError} `HOTSEAT_WATCH_BAD_POLL`
 * @example createReloader({ watcher: chokidar(), … })
 */
export function chokidar(options: ChokidarOptions = {}): Watcher {
  const { followSymlinks = true, poll } = options
  if (poll !== undefined && !(Number.isFinite(poll) && poll > 0)) throw errors.badPoll(poll)
  const settings: TreeSettings = {
    followSymlinks,
    ...(poll !== undefined && { usePolling: true, interval: poll, binaryInterval: poll }),
  }
  return {
    name: 'chokidar',
    capabilities: {
      quietMs: Math.max(emptyFileHold, poll ?? 0),
      followsSymlinks: followSymlinks,
      fileRoots: true,
      missingRoots: true,
      detectsOverflow: true,
    },
    watch: (target) => startWatch(target, settings),
  }
}

async function startWatch(target: WatchOptions, settings: TreeSettings): Promise<Watch> {
  const reports = createWatchReports(target)
  const closing = new AbortController()
  const guards: Disposable[] = []
  let tree: Tree | undefined
  let lost: RescanReason | undefined
  let renewal: Promise<void> | undefined
  let ended: Promise<void> | undefined

  // A fresh start: chokidar stays deaf in a directory whose coming it was not told of.
  const startAfresh = (reason: RescanReason) => {
    lost = reason
    if (tree) renewal ??= renew(reason)
  }
  const open = async (signal: AbortSignal) => {
    do {
      lost = undefined
      const known = tree?.files()
      await tree?.[Symbol.asyncDispose]()
      tree = await openTree(target, reports, settings, startAfresh, signal)
      if (known) reports.difference(known, tree.files())
    } while (lost)
  }
  const renew = async (reason: RescanReason) => {
    try {
      await open(closing.signal)
      reports.rescan(reason)
    } catch (cause) {
      reports.failed(errors.notRenewed(cause), true)
    } finally {
      renewal = undefined
    }
  }
  const end = async () => {
    for (const guard of guards) guard[Symbol.dispose]()
    reports.close()
    closing.abort()
    await renewal
    await tree?.[Symbol.asyncDispose]()
  }

  try {
    guards.push(onOverflow(() => startAfresh('overflow')))
    await open(target.signal ?? closing.signal)
  } catch (cause) {
    await end()
    throw cause
  }
  guards.push(onRootReplaced(target.roots, () => startAfresh('root-replaced')))
  guards.push(onStall(() => reports.rescan('stalled')))
  return {
    get degraded() {
      return tree?.degraded ?? false
    },
    [Symbol.asyncDispose]: () => (ended ??= end()),
  }
}
