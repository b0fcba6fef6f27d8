import type { HotseatError } from '../errors.ts'

/**
 * Tells core which files changed. It need not say what happened to them: core compares content hashes.
 *
 * Guaranteed: every change after `watch()` resolved is covered in the end by `changed` or `rescan`, or `failed`
 * says that coverage was lost; no callback after the watch was disposed. Not guaranteed: kind, order, count.
 */
export interface Watcher {
  /** The library's name, for messages: `chokidar`. */
  readonly name: string
  readonly capabilities: WatcherCapabilities
  /**
   * Resolves once every later change under the roots will be covered.
   *
   * @throws {HotseatError} with a code of the adapter's, when watching cannot start.
   * @example
   * await using watch = await chokidar().watch({ roots: ['/app/src'], ignored: () => false, changed, rescan, failed })
   */
  watch(options: WatchOptions): Promise<Watch>
}

/** What a watcher can do beyond the guarantee. */
export interface WatcherCapabilities {
  /** Milliseconds for which it may hold a change back by itself. 0: reports at once. */
  readonly quietMs: number
  /** Sees changes behind symbolic links to directories below a root. */
  readonly followsSymlinks: boolean
  /** A root may be a file. */
  readonly fileRoots: boolean
  /** A root may come into being later. */
  readonly missingRoots: boolean
  /** Notices by itself that the system dropped events, and asks for a rescan. */
  readonly detectsOverflow: boolean
}

export interface WatchOptions {
  /** Absolute paths of directories or, where {@link WatcherCapabilities} allows, files and paths not there yet. */
  readonly roots: readonly string[]
  /** Asked with an absolute path before descending into it; true keeps the whole tree out. */
  readonly ignored: (path: string) => boolean
  /** Aborting before `watch` resolved makes it reject and leave nothing behind. */
  readonly signal?: AbortSignal
  /** A batch of changes: absolute paths in the caller's spelling of the root, in no order. May come before `watch` resolved. */
  readonly changed: (batch: readonly FileChange[]) => void
  /** Coverage was lost below these paths: core compares every file of the snapshot there by hash. */
  readonly rescan: (paths: readonly string[], reason: RescanReason) => void
  /** Something went wrong after `watch` resolved. */
  readonly failed: (error: WatchError) => void
}

export interface FileChange {
  readonly path: string
  /** A hint, not to be relied on: an atomic save may be reported as a creation. */
  readonly kind: 'create' | 'update' | 'delete'
}

/** `overflow`: the system dropped events. `root-replaced`: a root went and came. `new-tree`: a directory appeared. `stalled`: the event loop was blocked. */
export type RescanReason = 'overflow' | 'root-replaced' | 'new-tree' | 'stalled'

export interface WatchError {
  readonly error: HotseatError
  /** True when nothing further will be reported. */
  readonly fatal: boolean
}

/** A running watch; disposing it resolves after the last callback. */
export interface Watch extends AsyncDisposable {
  /** True when part of the tree is not covered (watch limits, unreadable directories). */
  readonly degraded: boolean
}
