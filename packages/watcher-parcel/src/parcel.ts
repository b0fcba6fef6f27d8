import {
  createWatchReports,
  HotseatError,
  onRootReplaced,
  onStall,
  type RescanReason,
  type Watch,
  type Watcher,
  type WatchOptions,
} from '@hotseat/core'
import type { BackendType } from '@parcel/watcher'
import { errors } from './errors.ts'
import { Tree } from './tree.ts'

export interface ParcelOptions {
  /** How @parcel/watcher is told of changes. Default: the system's own way; never `default`, which leaks a pipe each time. */
  readonly backend?: BackendType
}

const backends: Readonly<Partial<Record<NodeJS.Platform, BackendType>>> = {
  darwin: 'fs-events',
  win32: 'windows',
}

/**
 * Watches with @parcel/watcher: little memory and a fast start, for trees of tens of thousands of files. It says nothing
 * of directories in which it has become deaf; this adapter finds them, subscribes anew and asks for a rescan.
 *
 * @example createReloader({ watcher: parcel(), … })
 */
export function parcel(options: ParcelOptions = {}): Watcher {
  const { backend = backends[process.platform] ?? 'inotify' } = options
  return {
    name: 'parcel',
    capabilities: {
      // It gathers for 50 ms when an event came less than 500 ms before.
      quietMs: 50,
      followsSymlinks: false,
      fileRoots: false,
      missingRoots: true,
      detectsOverflow: false,
    },
    watch: (target) => startWatch(target, backend),
  }
}

async function startWatch(target: WatchOptions, backend: BackendType): Promise<Watch> {
  const reports = createWatchReports(target)
  const closing = new AbortController()
  const guards: Disposable[] = []
  const lost = new Map<Tree, RescanReason>()
  let started = false
  let renewal: Promise<void> | undefined
  let ended: Promise<void> | undefined

  const lose = (tree: Tree, reason: RescanReason) => {
    if (closing.signal.aborted) return
    lost.set(tree, reason)
    if (started) renewal ??= renew()
  }
  const renew = async () => {
    // One after the other, so that what is lost meanwhile is one renewal.
    for (const [tree, reason] of lost) {
      lost.delete(tree)
      const known = new Set(tree.files)
      try {
        await tree.open(closing.signal)
      } catch (cause) {
        if (!closing.signal.aborted) reports.failed(errors.lost(tree.root, cause), true)
        continue
      }
      reports.difference(known, tree.files)
      reports.rescan(reason)
    }
    renewal = undefined
  }
  const trees = target.roots.map((root): Tree => {
    const tree: Tree = new Tree(root, target, backend, reports, (reason) => lose(tree, reason))
    return tree
  })
  const end = async () => {
    for (const guard of guards) guard[Symbol.dispose]()
    reports.close()
    closing.abort()
    await renewal
    await Promise.all(trees.map((tree) => tree.close()))
  }

  const signal = target.signal ?? closing.signal
  for (const tree of trees) {
    try {
      await tree.open(signal)
      signal.throwIfAborted()
    } catch (cause) {
      await end()
      throw signal.aborted || HotseatError.is(cause) ? cause : errors.rootNotWatched(tree.root, cause)
    }
    guards.push(onRootReplaced([tree.root], () => lose(tree, 'root-replaced'), { comeAndGone: true }))
  }
  started = true
  if (lost.size > 0) renewal = renew()
  guards.push(onStall(() => reports.rescan('stalled')))
  return {
    get degraded() {
      return trees.some((tree) => tree.degraded)
    },
    [Symbol.asyncDispose]: () => (ended ??= end()),
  }
}
