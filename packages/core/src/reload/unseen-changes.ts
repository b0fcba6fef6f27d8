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
  #concluded: { readonly snapshot: Snapshot; readonly failed: boolean } | undefined

  constructor(options: UnseenChangesOptions) {
    this.#options = options
  }

  /** Takes in what the watcher reports. `fresh`: the paths that had not changed before. */
  touch(
    paths: readonly string[],
    building: Snapshot | undefined,
  ): { readonly touch: Touch; readonly fresh: readonly string[] } {
    const { files, canonical, now } = this.#options
    const touch = touchOf(paths, { concluded: this.#concluded?.snapshot, building }, files, canonical)
    const mends = this.#concluded?.failed ? touch.strange : []
    const fresh = [...touch.paths, ...mends].filter((path) => !this.#paths.has(path))
    if (fresh.length > 0) this.#since ??= now()
    for (const path of fresh) this.#paths.add(path)
    return { touch, fresh }
  }

  /** The snapshot has been shown. Returns what had changed until then, and when that began. */
  conclude(
    snapshot: Snapshot,
    failed: boolean,
  ): { readonly paths: readonly string[]; readonly since: number | undefined } {
    const seen = { paths: [...this.#paths], since: this.#since }
    this.#concluded = { snapshot, failed }
    this.#paths.clear()
    this.#since = undefined
    return seen
  }
}
