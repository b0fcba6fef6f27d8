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
  readonly hash: string
  readonly readAtNs: bigint
}

/**
 * Reads source and remembers the hash of each file for as long as its status shows that it cannot have changed.
 *
 * @param nowNs the time of day in nanoseconds, in the same clock as the file system's times
 */
export function createSourceCache(
  fileSystem: FileSystem,
  nowNs: () => bigint = () => BigInt(Date.now()) * 1_000_000n,
): SourceFiles {
  const entries = new Map<string, Entry>()
  const decoder = new TextDecoder()

  function read(path: string): SourceFile {
    // The status is taken first: a write between the two shows as another status next time.
    const status = fileSystem.status(path)
    const readAtNs = nowNs()
    const bytes = fileSystem.read(path)
    const hash = contentHash(bytes)
    entries.set(path, { status, hash, readAtNs })
    return { hash, text: decoder.decode(bytes) }
  }

  return {
    read,
    hash(path) {
      const entry = entries.get(path)
      if (
        entry &&
        entry.readAtNs - entry.status.mtimeNs > racyNs &&
        sameStatus(entry.status, fileSystem.status(path))
      ) {
        return entry.hash
      }
      return read(path).hash
    },
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
