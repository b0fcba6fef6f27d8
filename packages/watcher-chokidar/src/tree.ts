import { addAbortListener } from 'node:events'
import { isAbsolute, join, normalize, relative, sep } from 'node:path'
import { countEvent, type FileChange, type RescanReason, type WatchOptions, type WatchReports } from '@hotseat/core'
import { FSWatcher, type ChokidarOptions } from 'chokidar'
import { coverageError, errors, pathOf } from './errors.ts'
import { impatientTimers } from './impatient-timers.ts'
import { onDirectoryReplaced } from './replaced-directories.ts'

/** chokidar at work below the roots; disposing it resolves when it has let go of everything. */
export interface Tree extends AsyncDisposable {
  /** True when some of it could not be watched. */
  readonly degraded: boolean
  /** The files that are known by now. */
  files(): ReadonlySet<string>
}

export type TreeSettings = Pick<ChokidarOptions, 'followSymlinks' | 'interval' | 'binaryInterval' | 'usePolling'>

/** Directories are left out: chokidar reports each file that comes and goes with one. */
const kinds: Readonly<Record<string, FileChange['kind']>> = { add: 'create', change: 'update', unlink: 'delete' }

/**
 * Resolves once every later change is seen. Leaves nothing behind when it rejects.
 *
 * @param lost called when changes may have gone unseen, and only a tree opened anew will see all again
 */
export async function openTree(
  target: WatchOptions,
  reports: WatchReports,
  settings: TreeSettings,
  lost: (reason: RescanReason) => void,
  signal: AbortSignal,
): Promise<Tree> {
  signal.throwIfAborted()
  const misread = target.roots.find((root) => sep === '/' && root.includes('\\'))
  if (misread !== undefined) throw errors.backslashInRoot(misread)
  const ready = Promise.withResolvers<void>()
  const aborting = addAbortListener(signal, () => ready.reject(signal.reason))
  let degraded = false
  const report = (cause: unknown) => {
    degraded = true
    reports.failed(coverageError(cause), false)
  }
  // chokidar says "ready" whatever went wrong until then.
  const problems: unknown[] = []
  let onError = (cause: unknown): void => {
    problems.push(cause)
  }

  const files = new FSWatcher(
    {
      ...settings,
      ignoreInitial: true,
      // Core settles; waiting here as well would only add up.
      atomic: false,
      awaitWriteFinish: false,
      ignored: (path) => target.ignored(normalize(path)),
    },
    // A poll is a wait as well, and may be one of the same length.
    settings.usePolling ? undefined : impatientTimers(),
  )
  files.on('ready', ready.resolve)
  files.on('error', (cause) => onError(cause))
  files.on('raw', countEvent)
  files.on('all', (event, path) => {
    const kind = kinds[event]
    if (kind) reports.change(path, kind)
  })
  files.add([...target.roots])
  const replacement = onDirectoryReplaced(files, (directories) =>
    lost(target.roots.some((root) => directories.includes(root)) ? 'root-replaced' : 'new-tree'),
  )
  const close = async () => {
    replacement[Symbol.dispose]()
    await files.close()
  }
  try {
    await ready.promise
    for (const cause of problems) {
      const root = target.roots.find((path) => isWithin(path, pathOf(cause)))
      if (root !== undefined) throw errors.rootNotWatched(root, cause)
    }
  } catch (cause) {
    await close()
    throw cause
  } finally {
    // No `using`: this source runs on Node 22 as it is, in the suite's other process.
    aborting[Symbol.dispose]()
  }
  degraded = problems.length > 0
  onError = report
  // After the caller has its watch.
  setImmediate(() => problems.forEach(report))
  return {
    get degraded() {
      return degraded
    },
    files: () => filesOf(files.getWatched()),
    [Symbol.asyncDispose]: close,
  }
}

/** @param watched the names in each directory, directories among them */
function filesOf(watched: Readonly<Record<string, readonly string[]>>): ReadonlySet<string> {
  const paths = Object.entries(watched).flatMap(([directory, names]) => names.map((name) => join(directory, name)))
  return new Set(paths.filter((path) => !(path in watched)))
}

/** True for the directory itself, too: a missing root is awaited in its nearest ancestor. */
function isWithin(path: string, directory: string | undefined): boolean {
  if (directory === undefined) return false
  const below = relative(directory, path)
  return !isAbsolute(below) && below.split(/[/\\]/)[0] !== '..'
}
