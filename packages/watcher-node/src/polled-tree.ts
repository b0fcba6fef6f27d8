import { constants } from 'node:fs'
import { open as openFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { contentHash, type WatchedRoot, type WatchOptions, type WatchReports } from '@hotseat/core'

/** Milliseconds until a file whose status stays the same is taken for the same: times may be whole seconds, or two. */
const doubt = 2_500
/** Part of the time that looking may take. */
const share = 1 / 4
/** Looks, of which the quickest says how long one takes: each may have waited for a process that was busy. */
const sample = 3

interface Known {
  readonly status: string
  readonly hash: string
  /** When the status was seen first. */
  readonly since: number
}

/**
 * Looks at every file every so often. A change is another content: a file is read when its status has changed, or had
 * not long enough ago. For a root of any kind, that need not exist.
 */
export class PolledTree implements WatchedRoot {
  readonly #root: string
  readonly #ignored: WatchOptions['ignored']
  readonly #reports: WatchReports
  readonly #interval: number
  readonly #known = new Map<string, Known>()
  #files = new Set<string>()
  #unreadable = new Map<string, unknown>()
  /** Milliseconds, of the last looks. */
  #took: readonly number[] = []
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  #closed = false

  constructor(root: string, { ignored }: WatchOptions, reports: WatchReports, interval: number) {
    this.#root = root
    this.#ignored = ignored
    this.#reports = reports
    this.#interval = interval
  }

  get degraded(): boolean {
    return this.#unreadable.size > 0
  }

  get files(): ReadonlySet<string> {
    return this.#files
  }

  async open(signal: AbortSignal): Promise<void> {
    await this.#look(true, signal)
    if (this.#unreadable.has(this.#root)) throw this.#unreadable.get(this.#root)
    this.#wait(0)
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#looking
  }

  #wait(took: number): void {
    if (this.#closed) return
    this.#took = [...this.#took, took].slice(-sample)
    const quickest = Math.min(...this.#took)
    const pause = Math.max(this.#interval, quickest / share - quickest)
    this.#timer = setTimeout(() => (this.#looking = this.#lookAgain()), pause)
  }

  async #lookAgain(): Promise<void> {
    const start = performance.now()
    await this.#look(false)
    this.#wait(performance.now() - start)
  }

  async #look(first: boolean, signal?: AbortSignal): Promise<void> {
    const present = new Set<string>()
    const unreadable = new Map<string, unknown>()
    const look = async (path: string): Promise<void> => {
      signal?.throwIfAborted()
      if (this.#closed) return
      try {
        if (path !== this.#root && this.#ignored(path)) return
        const status = await stat(path, { bigint: true })
        if (status.isFile()) {
          const { size, mtimeNs, ctimeNs, ino } = status
          await this.#compare(path, [ino, size, mtimeNs, ctimeNs].join(':'), first)
          present.add(path)
        }
      } catch (cause) {
        if (!isGone(cause)) unreadable.set(path, cause)
      }
    }
    const walk = async (directory: string): Promise<void> => {
      signal?.throwIfAborted()
      if (this.#closed) return
      try {
        const entries = await readdir(directory, { withFileTypes: true })
        await Promise.all(
          entries.map(async (entry) => {
            const path = join(directory, entry.name)
            if (!entry.isDirectory()) await look(path)
            else if (!this.#ignored(path)) await walk(path)
          }),
        )
      } catch (cause) {
        if (isFile(cause)) await look(directory)
        else if (!isGone(cause)) unreadable.set(directory, cause)
      }
    }
    await walk(this.#root)
    signal?.throwIfAborted()
    if (this.#closed) return
    this.#settle(present, unreadable)
  }

  /** What was there and is not: gone, unless it could not be looked at. */
  #settle(present: Set<string>, unreadable: Map<string, unknown>): void {
    for (const path of this.#files.difference(present)) {
      this.#known.delete(path)
      this.#reports.change(path, 'delete')
    }
    this.#files = present
    for (const [path, cause] of unreadable) {
      if (path !== this.#root || this.#timer) this.#reports.notCovered(path, cause)
    }
    this.#unreadable = unreadable
  }

  async #compare(path: string, status: string, first: boolean): Promise<void> {
    const known = this.#known.get(path)
    const now = performance.now()
    const since = known?.status === status ? known.since : now
    if (known && now - since > doubt) return
    const hash = contentHash(await readRegular(path))
    this.#known.set(path, { status, hash, since })
    if (!first && known?.hash !== hash) this.#reports.change(path, known ? 'update' : 'create')
  }
}

/** What has become a pipe meanwhile must not be waited for. */
async function readRegular(path: string): Promise<Uint8Array> {
  const file = await openFile(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    return await file.readFile()
  } finally {
    await file.close()
  }
}

function isGone(cause: unknown): boolean {
  return codeOf(cause) === 'ENOENT'
}

function isFile(cause: unknown): boolean {
  return codeOf(cause) === 'ENOTDIR'
}

function codeOf(cause: unknown): unknown {
  return cause instanceof Error && 'code' in cause ? cause.code : undefined
}
