import type { HotseatError } from '../errors.ts'
import type { RescanReason, Watch, WatchOptions } from '../ports/watcher.ts'
import { onOverflow } from './overflow.ts'
import { createWatchReports, type WatchReports } from './reports.ts'
import { onRootReplaced } from './root-identity.ts'
import { onStall } from './stall.ts'

/** One root, watched in whichever way. Paths are in the caller's spelling. */
export interface WatchedRoot {
  /** True when some of it is not covered. */
  readonly degraded: boolean
  /** The files that are known by now. */
  readonly files: ReadonlySet<string>
  /** Resolves once every later change is seen. Called again, it starts afresh. */
  open(signal: AbortSignal): Promise<void>
  /** Resolves after the last report. */
  close(): Promise<void>
}

export interface WatchRootsPlan {
  /** @param lost to be called when changes may go unseen until the root is opened afresh */
  createRoot(root: string, reports: WatchReports, lost: (reason: RescanReason) => void): WatchedRoot
  /** The error with which `watch` rejects. */
  rejected(root: string, cause: unknown): HotseatError
  /** The error, fatal, of a root that could not be opened afresh. */
  ended(root: string, cause: unknown): HotseatError
  /** Files are looked at: neither overflow, nor a stall, nor another directory in the root's place hides a change. */
  readonly looks: boolean
}

/** For authors of watchers: watches roots, and opens one afresh, with a rescan, when changes in it may have gone unseen. */
export async function watchRoots(target: WatchOptions, plan: WatchRootsPlan): Promise<Watch> {
  const told = createWatchReports(target)
  const early: (() => void)[] = []
  // What is wrong before the caller has its watch is told right after.
  const tell = (what: () => void): void => void (started ? what() : early.push(what))
  const reports: WatchReports = {
    ...told,
    failed: (error, fatal) => tell(() => told.failed(error, fatal)),
    notCovered: (path, cause) => tell(() => told.notCovered(path, cause)),
  }
  const closing = new AbortController()
  const guards: Disposable[] = []
  const lost = new Map<string, RescanReason>()
  let started = false
  let renewal: Promise<void> | undefined
  let ended: Promise<void> | undefined

  const lose = (root: string, reason: RescanReason) => {
    if (closing.signal.aborted) return
    lost.set(root, reason)
    if (started) renewal ??= renew()
  }
  const roots = new Map(
    target.roots.map((root) => [root, plan.createRoot(root, reports, (reason) => lose(root, reason))]),
  )
  const renew = async () => {
    // One after the other, so that what is lost meanwhile is one renewal; a map gives what is set while it is read.
    for (const [root, reason] of lost) {
      lost.delete(root)
      await reopen(root, reason)
    }
    renewal = undefined
  }
  const reopen = async (root: string, reason: RescanReason) => {
    const watched = roots.get(root)
    const known = new Set(watched?.files)
    try {
      await watched?.open(closing.signal)
    } catch (cause) {
      if (!closing.signal.aborted) reports.failed(plan.ended(root, cause), true)
      return
    }
    reports.difference(known, watched?.files ?? known)
    reports.rescan(reason)
  }
  const end = async () => {
    for (const guard of guards) guard[Symbol.dispose]()
    reports.close()
    closing.abort()
    await renewal
    await Promise.all([...roots.values()].map((watched) => watched.close()))
  }

  const loseAll = () => {
    for (const root of roots.keys()) lose(root, 'overflow')
  }
  if (!plan.looks) guards.push(onOverflow(loseAll))
  const signal = target.signal ?? closing.signal
  for (const [root, watched] of roots) {
    try {
      await watched.open(signal)
      signal.throwIfAborted()
    } catch (cause) {
      const reason = signal.aborted ? cause : plan.rejected(root, cause)
      await end()
      throw reason
    }
    if (plan.looks) continue
    guards.push(onRootReplaced([root], () => lose(root, 'root-replaced'), { comeAndGone: true }))
  }
  if (!plan.looks) guards.push(onStall(() => reports.rescan('stalled')))
  started = true
  setImmediate(() => early.forEach((what) => what()))
  if (lost.size > 0) renewal = renew()
  return {
    get degraded() {
      return [...roots.values()].some((watched) => watched.degraded)
    },
    [Symbol.asyncDispose]: () => (ended ??= end()),
  }
}
