import { existsSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { FSWatcher } from 'chokidar'

/** Milliseconds in which chokidar may say that the directory is gone, and so will report all that is in the next one. */
const patience = 100

/**
 * Calls `replaced` when a directory was deleted, or renamed, and another one stood in its place before chokidar looked:
 * it then watches that one, but never tells what was written there in between. Until it is disposed.
 */
export function onDirectoryReplaced(files: FSWatcher, replaced: (directories: readonly string[]) => void): Disposable {
  const suspects = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const judge = () => {
    timer = undefined
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
    timer ??= setTimeout(judge, patience)
  })
  files.on('unlinkDir', (directory) => suspects.delete(directory))
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
