import { dirname, sep } from 'node:path'

export interface FreshnessOptions {
  /** What is watched: absolute paths without symbolic links. */
  readonly roots: readonly string[]
  /** See `WatchOptions`. */
  readonly ignored: (path: string) => boolean
  /** Follows symbolic links. */
  readonly canonical: (path: string) => string
  /** There is a file, no folder. */
  readonly isFile: (path: string) => boolean
}

interface Known {
  readonly isWatched: boolean
  reports: number
  /** The last of all reports that was about it. */
  last: number
}

/**
 * Knows of what is watched whether it may have changed, without looking at the disk: looking at thousands of files for
 * each save takes longer than all the rest of a reload. A report that is still under way does no harm: when it comes the
 * file is compared, and what was built without it is built again.
 */
export class Freshness {
  readonly #options: FreshnessOptions
  /** All paths that were asked for. */
  readonly #known = new Map<string, Known>()
  readonly #folders = new Map<string, boolean>()
  /** Those of which changes are not reported. */
  readonly #unwatched = new Set<string>()
  /** Those that something was reported of. */
  readonly #reported = new Map<string, Known>()
  #reports = 0

  constructor(options: FreshnessOptions) {
    this.#options = options
  }

  /**
   * Stays the same as long as no change to the path was reported: of a file to its content, of a folder to its entries.
   * Undefined where changes are not reported.
   */
  stamp(path: string): number | undefined {
    const known = this.#known.get(path) ?? this.#add(path)
    return known.isWatched ? known.reports : undefined
  }

  /** What {@link doubtedSince} is to be told for what is read from now on. */
  mark(): number {
    return this.#reports
  }

  /** The paths, of those that were asked for, that may be others than they were at a mark. */
  doubtedSince(mark: number): Set<string> {
    const doubted = new Set(this.#unwatched)
    for (const [path, { last }] of this.#reported) if (last > mark) doubted.add(path)
    return doubted
  }

  /** Files or folders changed. */
  reported(paths: Iterable<string>): void {
    const { canonical, isFile } = this.#options
    for (const path of paths) {
      const own = this.#known.has(path) ? path : canonical(path)
      for (const each of new Set([path, own])) this.#change(each)
      // A folder, or what was one: anything may have changed in it.
      if (!isFile(path)) for (const each of new Set([path, own])) this.#changeBelow(each)
    }
  }

  /** Anything may have changed in these folders. */
  rescanned(paths: Iterable<string>): void {
    for (const path of paths) {
      for (const each of new Set([path, this.#options.canonical(path)])) {
        this.#change(each)
        this.#changeBelow(each)
      }
    }
  }

  #change(path: string): void {
    for (const each of [path, dirname(path)]) {
      const known = this.#known.get(each)
      if (known) this.#report(each, known)
    }
  }

  #changeBelow(folder: string): void {
    const prefix = folder.endsWith(sep) ? folder : folder + sep
    for (const [path, known] of this.#known) if (path.startsWith(prefix)) this.#report(path, known)
  }

  #report(path: string, known: Known): void {
    known.reports += 1
    known.last = ++this.#reports
    this.#reported.set(path, known)
  }

  #add(path: string): Known {
    const { roots, ignored } = this.#options
    const isWatched = roots.includes(path) || (!ignored(path) && this.#isFolderWatched(dirname(path)))
    const known = { isWatched, reports: 0, last: 0 }
    this.#known.set(path, known)
    if (!isWatched) this.#unwatched.add(path)
    return known
  }

  #isFolderWatched(folder: string): boolean {
    const known = this.#folders.get(folder)
    if (known !== undefined) return known
    const { roots, ignored } = this.#options
    const parent = dirname(folder)
    const isWatched = roots.includes(folder) || (parent !== folder && !ignored(folder) && this.#isFolderWatched(parent))
    this.#folders.set(folder, isWatched)
    return isWatched
  }
}
