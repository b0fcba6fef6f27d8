import type { SourceFiles } from './source-files.ts'

/** The set of files a generation was built from, each with the hash of the bytes that were read. */
export class Snapshot {
  #hashes = new Map<string, string>()

  /** Absolute path → content hash. Grows when the generation imports lazily. */
  get files(): ReadonlyMap<string, string> {
    return this.#hashes
  }

  /** The same files, every read of which enters this snapshot. The first read of a path counts. */
  recording(files: SourceFiles): SourceFiles {
    const record = (path: string, hash: string): void => {
      if (!this.#hashes.has(path)) this.#hashes.set(path, hash)
    }
    return {
      read(path) {
        const file = files.read(path)
        record(path, file.hash)
        return file
      },
      hash(path) {
        const hash = files.hash(path)
        record(path, hash)
        return hash
      },
    }
  }

  /** What another snapshot has is in this one too; what this one has itself counts. */
  takeOver(other: Snapshot): void {
    const own = [...this.#hashes]
    // A copy of a whole map is many times as fast as its entries one by one.
    this.#hashes = new Map(other.files)
    for (const [path, hash] of own) this.#hashes.set(path, hash)
  }

  /** The paths, among those given or all, whose content is no longer what was read. A file that went has changed. */
  changedSince(files: Pick<SourceFiles, 'hash'>, paths: Iterable<string> = this.#hashes.keys()): string[] {
    const changed: string[] = []
    for (const path of paths) {
      const recorded = this.#hashes.get(path)
      if (recorded !== undefined && recorded !== hashOrMissing(files, path)) changed.push(path)
    }
    return changed
  }

  /** The paths that both snapshots have, with other content. */
  differences(other: Snapshot): string[] {
    const isOther = ([path, hash]: readonly [string, string]): boolean => hash !== (other.files.get(path) ?? hash)
    return [...this.#hashes].filter(isOther).map(([path]) => path)
  }
}

/** Undefined for a file that cannot be read. */
export function hashOrMissing(files: Pick<SourceFiles, 'hash'>, path: string): string | undefined {
  try {
    return files.hash(path)
  } catch {
    return undefined
  }
}
