import { hashOrMissing, type Snapshot } from './snapshot.ts'
import type { SourceFiles } from './source-files.ts'

/**
 * The files as they are, but for those of a snapshot that nobody has saved from now on: these are taken for what it has of them.
 * So what differs from it is what was saved.
 */
export function savedSince({ files: then }: Pick<Snapshot, 'files'>, files: SourceFiles): SourceFiles {
  const unsaved = new Map([...then].map(([path, hash]) => [path, { hash, onDisk: hashOrMissing(files, path) }]))
  return {
    read: (path) => files.read(path),
    hash(path) {
      const known = unsaved.get(path)
      return known && known.onDisk === hashOrMissing(files, path) ? known.hash : files.hash(path)
    },
  }
}
