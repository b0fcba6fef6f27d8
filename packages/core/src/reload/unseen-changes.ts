import type { Snapshot } from '../files/snapshot.ts'
import type { SourceFiles } from '../files/source-files.ts'
import type { Touch } from './settle.ts'
import { touchOf } from './touches.ts'

export interface UnseenChangesOptions {
  readonly files: SourceFiles
  readonly canonical: (path: string) => string
  /** Milliseconds. */
  readonly now: () => number
}

/** What differs from the snapshot that was last shown, as a generation or as a failure. */
export class UnseenChanges {
  readonly #options: UnseenChangesOptions
  readonly #paths = new Set<string>()
  #since: number | undefined
  #concluded: { readonly snapshot: Snapshot; readonly as: 'seated' | 'failed' } | undefined
  #seated: Snapshot | undefined

  constructor(options: UnseenChangesOptions) {
    this.#options = options
  }

  /** The paths that have changed. */
  get paths(): Iterable<string> {
    return this.#paths
  }

  /**
   * Takes in what the watcher reports. `fresh`: the paths that had not changed before.
   * @param unlisted files may have come into being at these paths that are not named
   * @param files what is compared
   */
  touch(
    paths: readonly string[],
    building: Snapshot | undefined,
    unlisted: readonly string[] = [],
    files: SourceFiles = this.#options.files,
  ): { readonly touch: Touch; readonly fresh: readonly string[] } {
    const { canonical, now } = this.#options
    const named = touchOf(paths, { concluded: this.#concluded?.snapshot, building }, files, canonical)
    const touch = { ...named, strange: [...new Set([...named.strange, ...unlisted])] }
    const mends = this.#concluded?.as === 'failed' ? touch.strange : []
    const fresh = [...touch.paths, ...mends].filter((path) => !this.#paths.has(path))
    if (fresh.length > 0) this.#since ??= now()
    for (const path of fresh) this.#paths.add(path)
    return { touch, fresh }
  }

  /**
   * The snapshot has been shown. Returns what had changed, and when that began. The paths are those that were reported
   * and, since a build may have read a file before its change was, all that the last seated snapshot had otherwise.
   */
  conclude(
    snapshot: Snapshot,
    as: 'seated' | 'failed',
  ): { readonly paths: readonly string[]; readonly since: number | undefined } {
    const paths = new Set([...this.#paths, ...(this.#seated?.differences(snapshot) ?? [])])
    const since = this.#since
    this.#concluded = { snapshot, as }
    if (as === 'seated') this.#seated = snapshot
    this.#paths.clear()
    this.#since = undefined
    return { paths: [...paths], since }
  }
}
