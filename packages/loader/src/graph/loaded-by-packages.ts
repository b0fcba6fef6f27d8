import { dirname } from 'node:path'
import type { Folders } from '../resolve/folders.ts'

/**
 * The files of the application that installed packages loaded by themselves: no import tells of them. The next
 * generation looks for them beforehand, so that unchanged ones are carried.
 */
export class LoadedByPackages {
  readonly #folders: Folders
  /** By path, the load in which its folder was looked at. */
  readonly #files: Map<string, number>

  constructor(folders: Folders, before: LoadedByPackages | undefined) {
    this.#folders = folders
    this.#files = before ? new Map(before.#files) : new Map<string, number>()
  }

  get paths(): Iterable<string> {
    return this.#files.keys()
  }

  add(path: string): void {
    const { load } = this.#folders
    this.#folders.changedSince(dirname(path), load)
    this.#files.set(path, load)
  }

  /**
   * Whether each is carried, and none came or went beside them. If not, nothing may be carried: packages keep what they
   * loaded anywhere, a list of entities in a connection that some module holds.
   */
  holds(carried: ReadonlyMap<string, unknown>): boolean {
    return [...this.#files].every(
      ([path, load]) => carried.has(path) && !this.#folders.changedSince(dirname(path), load),
    )
  }

  /** They are all to be loaded again. */
  clear(): void {
    this.#files.clear()
  }
}
