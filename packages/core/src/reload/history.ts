import type { Archive } from '../files/archive.ts'
import { savedSince } from '../files/saved-since.ts'
import type { Snapshot } from '../files/snapshot.ts'
import type { SourceCache } from '../files/source-cache.ts'
import type { SourceFiles } from '../files/source-files.ts'

/** How many of what was served one can go back to, and what is served now. */
const depth = 10

/** So many files more than are needed may be remembered before all are looked through. */
const spare = 200

/** What one goes back to. */
export interface Earlier {
  /** The files as they were. */
  readonly files: SourceFiles
  /** The same, but for what has been saved since it was asked for. */
  readonly saved: SourceFiles
}

/** The code that was served, from the oldest that is remembered to what is served now. */
export class History {
  readonly #archive: Archive
  readonly #files: SourceCache
  /** The last is served now. */
  #served: readonly Snapshot[] = []

  /** @param archive is told of what `files` replaces */
  constructor(archive: Archive, files: SourceCache) {
    this.#archive = archive
    this.#files = files
  }

  /**
   * A generation has been seated.
   * @param isEarlier it came from {@link earlier}: what was served after that is forgotten
   */
  seated(snapshot: Snapshot, isEarlier: boolean): void {
    const before = isEarlier ? this.#served.slice(0, -2) : this.#served
    // What was only built again is the same code.
    const isSame = before.at(-1)?.differences(snapshot).length === 0
    this.#served = [...(isSame ? before.slice(0, -1) : before), snapshot].slice(-depth)
    this.#archive.prune(this.#served)
    // Files that are gone from the source would be remembered for ever.
    const isNeeded = (path: string): boolean => this.#served.some(({ files }) => files.has(path))
    if (this.#files.size() > spare + 2 * snapshot.files.size) this.#files.forget(isNeeded)
  }

  /** A build has failed: nobody goes back to what it was made of. */
  failed(): void {
    this.#archive.prune(this.#served)
  }

  /** What was served before what is served now. */
  earlier(): Earlier | undefined {
    const snapshot = this.#served.at(-2)
    if (!snapshot) return undefined
    return { files: this.#archive.filesOf(snapshot, this.#files), saved: savedSince(snapshot, this.#files) }
  }
}
