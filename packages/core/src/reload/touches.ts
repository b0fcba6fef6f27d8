import { sep } from 'node:path'
import type { SourceFiles } from '../files/source-files.ts'
import type { Snapshot } from '../files/snapshot.ts'
import type { Touch } from './settle.ts'

/** What file events are held against. */
export interface Known {
  /** What is served or, after a failed build, what failed. */
  readonly concluded: Snapshot | undefined
  /** What the build under way has read so far. */
  readonly building: Snapshot | undefined
}

/**
 * @param paths as the watcher reported them: files, or directories that were moved or removed
 * @param canonical follows symbolic links, as the loader does when it names files
 */
export function touchOf(
  paths: Iterable<string>,
  known: Known,
  files: SourceFiles,
  canonical: (path: string) => string,
): Touch {
  const snapshots = [known.concluded, known.building].filter((snapshot) => snapshot !== undefined)
  const changed = new Set<string>()
  let missed = false
  const strange: string[] = []
  for (const path of paths) {
    const own = snapshots.some((snapshot) => snapshot.files.has(path)) ? path : canonical(path)
    const covered = new Set(snapshots.flatMap((snapshot) => filesAt(snapshot, own)))
    // What has gone again, as an editor's temporary file has, mends nothing.
    if (covered.size === 0 && isThere(files, own)) strange.push(own)
    const unread = known.building ? [...covered].filter((file) => !known.building?.files.has(file)) : []
    const behind = known.building?.changedSince(files, covered) ?? []
    const newer = known.concluded?.changedSince(files, covered) ?? []
    for (const file of [...behind, ...newer]) changed.add(file)
    if (behind.length > 0 || (known.building === undefined && newer.length > 0)) missed = true
    // The build may read it yet, or not need it; if it fails, this may be why.
    strange.push(...unread)
  }
  return { paths: [...changed], missed, unfinished: [...changed].some((path) => isUnfinished(files, path)), strange }
}

/** The files of the snapshot that are the path or, for a directory, lie in it. */
function filesAt(snapshot: Snapshot, path: string): string[] {
  if (snapshot.files.has(path)) return [path]
  return [...snapshot.files.keys()].filter((file) => file.startsWith(path + sep))
}

function isThere(files: SourceFiles, path: string): boolean {
  try {
    files.hash(path)
    return true
  } catch (error) {
    // A directory, or a file that cannot be read, is there.
    return !(error instanceof Error && 'code' in error && error.code === 'ENOENT')
  }
}

/** An editor that truncates and writes, or removes and recreates, is between the two. */
function isUnfinished(files: SourceFiles, path: string): boolean {
  try {
    return files.read(path).text === ''
  } catch {
    return true
  }
}
