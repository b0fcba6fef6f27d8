import type { WatchOptions } from '../ports/watcher.ts'
import { isIgnoredBelow, listTree, removeBelow, type Listing } from './listing.ts'
import type { WatchReports } from './reports.ts'

/** For authors of watchers: what is known to be below a root by now. */
export class KnownTree {
  readonly root: string
  /** The watcher's to change, or to set anew, as it learns. */
  listing: Listing = listTree('', () => true)
  readonly #ignored: WatchOptions['ignored']
  readonly #reports: WatchReports

  constructor(root: string, { ignored }: WatchOptions, reports: WatchReports) {
    this.root = root
    this.#ignored = ignored
    this.#reports = reports
  }

  /** True when some of it cannot be read. */
  get degraded(): boolean {
    return this.listing.unreadable.size > 0
  }

  get files(): ReadonlySet<string> {
    return this.listing.files
  }

  /** What is there now, below the root or below a directory in it; see `listTree`. */
  look(directory = this.root, enter?: (directory: string) => void): Listing {
    return listTree(directory, this.#ignored, enter)
  }

  /** Whether a path is ignored, or in a directory that is. Where the predicate throws it is, and that is reported. */
  isIgnored(path: string): boolean {
    try {
      return isIgnoredBelow(this.root, path, this.listing, this.#ignored)
    } catch (cause) {
      this.#reports.notCovered(path, cause)
      return true
    }
  }

  /** Takes out a directory that has gone, and reports its files as deleted. Returns the directories that went. */
  drop(directory: string): readonly string[] {
    const { files, directories } = removeBelow(this.listing, directory)
    for (const path of files) this.#reports.change(path, 'delete')
    return directories
  }
}
