import { statSync } from 'node:fs'
import { join } from 'node:path'

/** A folder's status may be the same before and after a change within one tick of the file system's clock. */
const clockTick = 50

interface Folder {
  stamp: string
  /** The load in which this was looked at. */
  looked: number
  /** The load in which the stamp was last seen to differ. */
  changed: number
  readonly entries: Map<string, boolean>
}

/**
 * Which folders had entries added, removed or renamed: it tells for how long the result of a resolution holds, with
 * one call of the file system per folder instead of several per import.
 */
export class Folders {
  readonly #folders = new Map<string, Folder>()
  #load = 0

  /** Starts a load and returns its number: every folder is looked at again when first asked for. */
  begin(): number {
    return ++this.#load
  }

  /** Whether entries may have come or gone since `load`. */
  changedSince(path: string, load: number): boolean {
    return this.#look(path).changed > load
  }

  /** Whether there is a file of this name. */
  has(path: string, name: string): boolean {
    const folder = this.#look(path)
    const known = folder.entries.get(name)
    if (known !== undefined) return known
    const found = statSync(join(path, name), { throwIfNoEntry: false })?.isFile() ?? false
    folder.entries.set(name, found)
    return found
  }

  #look(path: string): Folder {
    const folder = this.#folders.get(path) ?? { stamp: '', looked: 0, changed: 0, entries: new Map<string, boolean>() }
    if (folder.looked === this.#load) return folder
    const stamp = stampOf(path)
    if (stamp !== folder.stamp || stamp === unsettled) {
      folder.stamp = stamp
      folder.changed = this.#load
      folder.entries.clear()
    }
    folder.looked = this.#load
    this.#folders.set(path, folder)
    return folder
  }
}

const unsettled = 'unsettled'

function stampOf(path: string): string {
  const status = statSync(path, { throwIfNoEntry: false, bigint: true })
  if (!status) return 'missing'
  if (Date.now() - Number(status.mtimeMs) < clockTick) return unsettled
  return `${status.dev}:${status.ino}:${status.mtimeNs}`
}
