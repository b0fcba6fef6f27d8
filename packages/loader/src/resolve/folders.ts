import { readdirSync, statSync, type Dirent } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** A folder's status may be the same before and after a change within one tick of the file system's clock. */
const clockTick = 50

type Reported = (path: string) => number | undefined

interface Folder {
  /** What the watcher said of it when it was looked at. */
  reported: number | undefined
  stamp: string
  /** The load in which this was looked at. */
  looked: number
  /** The load in which the stamp was last seen to differ. */
  changed: number
  /** By name; listed when first asked for. */
  entries: ReadonlyMap<string, Dirent> | undefined
}

/**
 * Which folders had entries added, removed or renamed: it tells for how long the result of a resolution holds, with
 * one call of the file system per folder instead of several per import.
 */
export class Folders {
  readonly #folders = new Map<string, Folder>()
  #load = 0
  #reported: Reported = () => undefined

  /**
   * Starts a load and returns its number: every folder is looked at again when first asked for.
   * @param reported see `LoadContext.stamp`
   */
  begin(reported: Reported = () => undefined): number {
    this.#reported = reported
    return ++this.#load
  }

  /** The number of the load that was started last. */
  get load(): number {
    return this.#load
  }

  /** Whether entries may have come or gone since `load`. */
  changedSince(path: string, load: number): boolean {
    return this.#look(path).changed > load
  }

  /** All folders that were ever asked for and in which entries may have come or gone since `load`. */
  allChangedSince(load: number): ReadonlySet<string> {
    const changed = new Set<string>()
    for (const path of this.#folders.keys()) if (this.changedSince(path, load)) changed.add(path)
    return changed
  }

  /** Whether there is a file of this name. */
  has(path: string, name: string): boolean {
    const entry = this.#entries(path).get(name)
    if (entry?.isSymbolicLink() === true) return isFile(join(path, name))
    return entry?.isFile() ?? false
  }

  /** Whether there is a file of this name, and no link. */
  hasOwn(path: string, name: string): boolean {
    return this.#entries(path).get(name)?.isFile() ?? false
  }

  /** Whether no part of the path of a folder below another one is a link. */
  leadsTo(from: string, folder: string): boolean {
    if (folder === from) return true
    const parent = dirname(folder)
    return parent !== folder && this.leadsTo(from, parent) && this.#isFolder(parent, basename(folder))
  }

  #isFolder(path: string, name: string): boolean {
    return this.#entries(path).get(name)?.isDirectory() ?? false
  }

  #entries(path: string): ReadonlyMap<string, Dirent> {
    const folder = this.#look(path)
    folder.entries ??= listing(path)
    return folder.entries
  }

  #look(path: string): Folder {
    const folder = this.#folders.get(path) ?? {
      reported: undefined,
      stamp: '',
      looked: 0,
      changed: 0,
      entries: undefined,
    }
    if (folder.looked === this.#load) return folder
    folder.looked = this.#load
    const reported = this.#reported(path)
    const isSame = reported !== undefined && reported === folder.reported && folder.stamp !== unsettled
    if (isSame) return folder
    folder.reported = reported
    const stamp = stampOf(path)
    if (stamp !== folder.stamp || stamp === unsettled) {
      folder.stamp = stamp
      folder.changed = this.#load
      folder.entries = undefined
    }
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

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

function listing(path: string): ReadonlyMap<string, Dirent> {
  try {
    return new Map(readdirSync(path, { withFileTypes: true }).map((entry) => [entry.name, entry]))
  } catch {
    return new Map()
  }
}
