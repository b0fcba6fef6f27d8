import type { HotseatError } from '../errors.ts'
import type { FileChange, RescanReason, WatchOptions } from '../ports/watcher.ts'
import { errors } from './errors.ts'

/** For authors of watchers: the caller's callbacks, batched and guarded, and silent once closed. */
export interface WatchReports {
  change(path: string, kind: FileChange['kind']): void
  /** Reports the files that came and went. */
  difference(before: ReadonlySet<string>, after: ReadonlySet<string>): void
  rescan(reason: RescanReason): void
  /** The same message is passed on once: one cause may concern thousands of directories. */
  failed(error: HotseatError, fatal: boolean): void
  /** Changes in a path will go unseen. Not fatal. */
  notCovered(path: string, cause: unknown): void
  close(): void
}

/** @example const reports = createWatchReports(options); files.on('change', (path) => reports.change(path, 'update')) */
export function createWatchReports(target: WatchOptions): WatchReports {
  const batch = new Map<string, FileChange>()
  const told = new Set<string>()
  let flush: NodeJS.Immediate | undefined
  let closed = false

  const failed: WatchReports['failed'] = (error, fatal) => {
    // A limit is reached for all directories at once, each with a message of its own.
    const key = error.code === 'HOTSEAT_WATCH_LIMIT' ? error.code : error.message
    if (closed || told.has(key)) return
    told.add(key)
    target.failed({ error, fatal })
  }
  const tell = (callback: 'changed' | 'rescan', call: () => void) => {
    try {
      call()
    } catch (cause) {
      told.clear()
      failed(errors.sinkThrew(callback, cause), false)
    }
  }

  const change: WatchReports['change'] = (path, kind) => {
    if (closed) return
    batch.set(path, { path, kind })
    flush ??= setImmediate(() => {
      flush = undefined
      const changes = [...batch.values()]
      batch.clear()
      tell('changed', () => target.changed(changes))
    })
  }

  return {
    change,
    difference(before, after) {
      for (const path of after.difference(before)) change(path, 'create')
      for (const path of before.difference(after)) change(path, 'delete')
    },
    rescan(reason) {
      if (!closed) tell('rescan', () => target.rescan(target.roots, reason))
    },
    failed,
    notCovered: (path, cause) => failed(errors.notCovered(path, cause), false),
    close() {
      closed = true
      clearImmediate(flush)
    },
  }
}
