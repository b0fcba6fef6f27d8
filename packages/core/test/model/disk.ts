export const fileNames = ['a', 'b', 'c'] as const
export type FileName = (typeof fileNames)[number]

/** `missing`: an import of it cannot be resolved, and leaves no trace in the snapshot. */
export type Content = 'good' | 'broken' | 'missing'

/** A file as it is, or as it was read. */
export interface ModelFile {
  readonly version: number
  readonly content: Content
}

/** Three files. */
export class Disk {
  readonly #files = new Map<FileName, ModelFile>()

  at(name: FileName): ModelFile {
    return this.#files.get(name) ?? { version: 0, content: 'good' }
  }

  save(name: FileName, content: Content): void {
    this.#files.set(name, { version: this.at(name).version + 1, content })
  }
}

/** What one build has read so far. */
export class Reading {
  readonly files = new Map<FileName, ModelFile>()
  /** What it looked for and could not find. */
  #missing: FileName | undefined
  ended = false

  get isFailing(): boolean {
    return this.#missing !== undefined || [...this.files.values()].some(({ content }) => content === 'broken')
  }

  /** Reads the next file; false when there is none to read, or no sense in reading on. */
  next(disk: Disk): boolean {
    const name = fileNames.find((each) => !this.files.has(each))
    if (name === undefined || this.isFailing) return false
    const file = disk.at(name)
    if (file.content === 'missing') this.#missing = name
    else this.files.set(name, file)
    return true
  }

  /** It has read the file, and read something else than what is there now. */
  hasOther(name: FileName, disk: Disk): boolean {
    const read = this.files.get(name)
    return read !== undefined && read.version !== disk.at(name).version
  }

  /** What `verify` finds: none of the files that were read has changed. */
  isCurrent(disk: Disk): boolean {
    return fileNames.every((name) => !this.hasOther(name, disk))
  }

  /** Built again now, the build would come to the same. */
  equals(disk: Disk): boolean {
    const isWhole = this.files.size === fileNames.length || this.isFailing
    const isStillMissing = this.#missing === undefined || disk.at(this.#missing).content === 'missing'
    return isWhole && isStillMissing && this.isCurrent(disk)
  }
}
