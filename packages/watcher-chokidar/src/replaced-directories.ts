import { existsSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { FSWatcher } from 'chokidar'

/** Milliseconds. A directory that comes back later is a new one to chokidar, and seen in full. */
const patience = 100

/**
 * Calls `replaced` when a directory was deleted, or renamed, and at once another one stood in its place: chokidar goes
 * over to that one, but does not tell of all that was written there until it had. Until it is disposed.
 */
export function onDirectoryReplaced(files: FSWatcher, replaced: (directories: readonly string[]) => void): Disposable {
  const suspects = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const judge = () => {
    const present = [...suspects].filter(isDirectory)
    suspects.clear()
    if (present.length > 0) replaced(present)
  }
  files.on('raw', (event, name, details) => {
    // How inotify says that the watched directory itself has gone; or that something of its name in it has come or gone.
    const directory = watchedPathOf(details)
    if (event !== 'rename' || directory === undefined || name !== basename(directory)) return
    if (existsSync(join(directory, name))) return
    suspects.add(directory)
    clearTimeout(timer)
    timer = setTimeout(judge, patience)
  })
  return { [Symbol.dispose]: () => clearTimeout(timer) }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

function watchedPathOf(details: unknown): string | undefined {
  if (typeof details !== 'object' || details === null || !('watchedPath' in details)) return undefined
  return typeof details.watchedPath === 'string' ? details.watchedPath : undefined
}
