import { errors } from './errors.ts'
import type { Snapshot } from './snapshot.ts'
import type { SourceCache } from './source-cache.ts'
import type { SourceFile, SourceFiles } from './source-files.ts'

/** The texts of files as they were, as far as snapshots need them that one may go back to. */
export class Archive {
  /** What is no longer the last that was read, by path and then by hash. */
  readonly #texts = new Map<string, Map<string, SourceFile>>()

  /** Something else was read where this had been. */
  keep(path: string, file: SourceFile): void {
    const texts = this.#texts.get(path) ?? new Map<string, SourceFile>()
    this.#texts.set(path, texts.set(file.hash, file))
  }

  /** Forgets all that is in none of these snapshots. */
  prune(snapshots: readonly Snapshot[]): void {
    for (const [path, texts] of this.#texts) {
      const needed = new Set(snapshots.map(({ files }) => files.get(path)))
      for (const hash of texts.keys()) if (!needed.has(hash)) texts.delete(hash)
      if (texts.size === 0) this.#texts.delete(path)
    }
  }

  /**
   * The files of a snapshot as they were; others as they are.
   *
   * @throws from `read` {HotseatError} `HOTSEAT_NOT_KEPT`
   */
  filesOf(snapshot: Snapshot, files: SourceCache): SourceFiles {
    const then = new Map(snapshot.files)
    return {
      hash: (path) => then.get(path) ?? files.hash(path),
      read: (path) => {
        const hash = then.get(path)
        if (hash === undefined) return files.read(path)
        const last = files.last(path)
        const found = last?.hash === hash ? last : this.#texts.get(path)?.get(hash)
        if (found) return found
        throw errors.notKept(path)
      },
    }
  }
}
