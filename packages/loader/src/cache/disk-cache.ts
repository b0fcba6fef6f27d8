import { randomUUID } from 'node:crypto'
import { readFileSync, utimes } from 'node:fs'
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { encodePack, Pack, type Parts } from './pack.ts'

/** Milliseconds from the last new entry to the writing, which then does not slow the start down. */
const writeDelay = 500
/** The share of new entries from which writing all of them again pays; compiling fewer once more is cheaper. */
const worthWriting = 0.05
/** Entries that are encoded in one go: some milliseconds. */
const slice = 100
/** Milliseconds after which packs that nobody has used are removed. */
const maxAge = 30 * 24 * 3_600_000

/** What goes to the disk; asked for when it is written, so that V8 has compiled by then what is used. */
export type Encode = () => Parts

/**
 * What was compiled in earlier processes, in one file: it is read whole, and replaced whole under another name first, so
 * whoever reads sees an old one or a new one. Two processes that write at the same time lose each other's new entries,
 * no more. Nothing that goes wrong here is anybody's concern: what is not found is compiled.
 */
export class DiskCache {
  #file: string | undefined
  readonly #fresh = new Map<string, { readonly key: string; readonly encode: Encode }>()
  /** The key that was last asked for, by path: what is in use. */
  readonly #used = new Map<string, string>()
  #pack: Pack | undefined
  #damaged = false
  #timer: NodeJS.Timeout | undefined
  #isWriting = false

  /** Reads the file; only the first call counts. Without one nothing is kept. */
  open(file: string | undefined): void {
    if (file === undefined || this.#file !== undefined) return
    this.#file = file
    this.#pack = readPack(file)
    const now = new Date()
    // So that it does not count as unused.
    utimes(file, now, now, () => {})
  }

  get(key: string, path: string): Parts | undefined {
    this.#used.set(path, key)
    this.#fresh.delete(path)
    const parts = this.#pack?.get(key)
    if (!parts && this.#pack?.has(key) === true) this.#damaged = true
    return parts
  }

  /** Replaces what is there by that key. */
  put(key: string, path: string, encode: Encode): void {
    if (this.#file !== undefined) this.#fresh.set(path, { key, encode })
  }

  /** To be called at the end of a load: writes, some time later, if it pays. */
  schedule(): void {
    const file = this.#file
    clearTimeout(this.#timer)
    if (file === undefined) return
    if (!this.#damaged && this.#fresh.size <= this.#used.size * worthWriting) return
    this.#timer = setTimeout(() => void this.#write(file), writeDelay).unref()
  }

  async #write(file: string): Promise<void> {
    // What is new meanwhile goes with the next load.
    if (this.#isWriting) return
    this.#isWriting = true
    const fresh = [...this.#fresh.values()]
    this.#fresh.clear()
    this.#damaged = false
    const temporary = `${file}.${randomUUID()}`
    try {
      const encoded = await encodeAll(fresh)
      // Read again: what another process has written meanwhile is kept.
      const entries = this.#entries(readPack(file), encoded)
      await makeFolder(dirname(file))
      await writeFile(temporary, Buffer.concat(encodePack(entries)), { flag: 'wx' })
      await rename(temporary, file)
      await removeUnused(dirname(file))
    } catch {
      // A full disk, a folder that may not be written: then there is no cache.
      await rm(temporary, { force: true }).catch(() => undefined)
    } finally {
      this.#isWriting = false
    }
  }

  /** The new ones, those that are in use and, as after a change of branch they will be again, as many others. */
  #entries(pack: Pack, fresh: ReadonlyMap<string, Parts>): Map<string, Parts> {
    const entries = new Map(fresh)
    const used = new Set(this.#used.values())
    const others: string[] = []
    const keep = (key: string): void => {
      const parts = entries.has(key) ? undefined : pack.get(key)
      if (parts) entries.set(key, parts)
    }
    for (const key of pack.keys) {
      if (used.has(key)) keep(key)
      else others.push(key)
    }
    for (const key of others.slice(0, this.#used.size)) keep(key)
    return entries
  }
}

function readPack(file: string): Pack {
  try {
    return new Pack(readFileSync(file))
  } catch {
    return new Pack(Buffer.alloc(0))
  }
}

async function encodeAll(
  fresh: readonly { readonly key: string; readonly encode: Encode }[],
): Promise<Map<string, Parts>> {
  const encoded = new Map<string, Parts>()
  for (const [index, { key, encode }] of fresh.entries()) {
    if (index % slice === slice - 1) await setImmediate()
    encoded.set(key, encode())
  }
  return encoded
}

/** No more than two folders: where an application has been removed, it stays so. */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(dirname(folder)).catch(() => undefined)
  await mkdir(folder).catch(() => undefined)
}

async function removeUnused(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const { mtimeMs } = await stat(path)
    if (Date.now() - mtimeMs > maxAge) await rm(path)
  }
}
