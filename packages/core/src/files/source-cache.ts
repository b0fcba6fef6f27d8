import { contentHash } from './content-hash.ts'
import type { FileStatus, FileSystem } from './file-system.ts'
import type { SourceFile, SourceFiles } from './source-files.ts'

/**
 * A file whose time of modification is this close to the time of reading may be written once more within the same tick
 * of the file system's clock, unseen. Git calls such an entry racily clean and compares the content; so do we.
 * 50 ms is more than any tick of ext4, xfs, btrfs, apfs or ntfs. https://git-scm.com/docs/racy-git
 */
const racyNs = 50_000_000n

interface Entry {
  readonly status: FileStatus
  readonly file: SourceFile
  /** Nothing can have been written since within the same tick. */
  readonly isSettled: boolean
  /** When its status was last seen to be the same, by {@link SourceCacheOptions.stamp}. */
  stamp: number | undefined
}

export interface SourceCacheOptions {
  /** The time of day in nanoseconds, in the same clock as the file system's times. */
  readonly nowNs?: () => bigint
  /** Stays the same as long as a file cannot have changed; undefined where that is not known. See `Freshness`. */
  readonly stamp?: (path: string) => number | undefined
  /** Told of what was read of a file before, whenever another content of it is read. */
  readonly replaced?: (path: string, file: SourceFile) => void
}

export interface SourceCache extends SourceFiles {
  /** As `hash`, believing nothing but the disk. */
  readonly hashOnDisk: (path: string) => string
  /** What was read of a file last, whatever it is now. */
  readonly last: (path: string) => SourceFile | undefined
  /** How many files are remembered. */
  readonly size: () => number
  /** Forgets all other files, until they are read again. */
  readonly forget: (isNeeded: (path: string) => boolean) => void
}

/** Reads source and remembers the hash of each file for as long as it cannot have changed, by its stamp or its status. */
export function createSourceCache(
  fileSystem: FileSystem,
  {
    nowNs = () => BigInt(Date.now()) * 1_000_000n,
    stamp = () => undefined,
    replaced = () => undefined,
  }: SourceCacheOptions = {},
): SourceCache {
  const entries = new Map<string, Entry>()
  const decoder = new TextDecoder()

  function read(path: string): SourceFile {
    const now = stamp(path)
    // The status is taken first: a write between the two shows as another status next time.
    const status = fileSystem.status(path)
    const isSettled = nowNs() - status.mtimeNs > racyNs
    const bytes = fileSystem.read(path)
    const file = { hash: contentHash(bytes), text: decoder.decode(bytes) }
    const before = entries.get(path)?.file
    entries.set(path, { status, file, isSettled, stamp: now })
    if (before && before.hash !== file.hash) replaced(path, before)
    return file
  }

  function hashOnDisk(path: string): string {
    const entry = entries.get(path)
    const now = stamp(path)
    if (!entry?.isSettled || !sameStatus(entry.status, fileSystem.status(path))) return read(path).hash
    entry.stamp = now
    return entry.file.hash
  }

  return {
    read,
    last: (path) => entries.get(path)?.file,
    size: () => entries.size,
    forget(isNeeded) {
      for (const path of entries.keys()) if (!isNeeded(path)) entries.delete(path)
    },
    hash(path) {
      const entry = entries.get(path)
      const isSame = entry?.isSettled === true && entry.stamp !== undefined && entry.stamp === stamp(path)
      return isSame ? entry.file.hash : hashOnDisk(path)
    },
    hashOnDisk,
  }
}

function sameStatus(left: FileStatus, right: FileStatus): boolean {
  return (
    left.mtimeNs === right.mtimeNs &&
    left.size === right.size &&
    left.ino === right.ino &&
    left.ctimeNs === right.ctimeNs
  )
}

/** The same files; `cover` is told of each that is asked for, before. */
export function covering(files: SourceCache, cover: (path: string) => void): SourceCache {
  return {
    ...files,
    read(path) {
      cover(path)
      return files.read(path)
    },
    hash(path) {
      cover(path)
      return files.hash(path)
    },
  }
}
