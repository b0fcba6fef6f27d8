import { homedir } from 'node:os'
import type { FileSystem } from '../files/file-system.ts'
import { Freshness } from '../files/freshness.ts'
import type { Watch, Watcher, WatchError, WatchOptions } from '../ports/watcher.ts'
import { errors } from './errors.ts'
import { ignoredByDefault } from './options.ts'
import { isWithin, outsideRoots } from './outside.ts'

export interface WatchingOptions {
  readonly watcher: Watcher
  readonly roots: readonly string[]
  readonly ignored: (path: string) => boolean
  readonly fileSystem: Pick<FileSystem, 'canonical' | 'isFile'>
  /** Files or directories that changed. */
  readonly changed: (paths: readonly string[]) => void
  /** Directories in which anything may have changed, or come into being. */
  readonly rescan: (paths: readonly string[]) => void
  readonly failed: (error: WatchError) => void
}

/**
 * What a reloader watches, from before the first build to the stop: its roots; and, once it has been read, what lies
 * outside of them, such as the packages of a monorepo that are linked.
 */
export class Watching {
  readonly #options: WatchingOptions
  readonly #abort = new AbortController()
  readonly #freshness: Freshness
  readonly #watches: Promise<Watch>[] = []
  /** All paths that were read. */
  readonly #read = new Set<string>()
  readonly #outside = new Set<string>()
  readonly #unwatched = new Set<string>()
  #ready: Watch | undefined
  #hasFailed = false

  constructor(options: WatchingOptions) {
    this.#options = options
    const { roots, ignored, fileSystem } = options
    this.#freshness = new Freshness({ roots, ignored, ...fileSystem })
  }

  /** See `Freshness`. Undefined also when the watch does not cover everything. */
  stamp(path: string): number | undefined {
    return this.#isReliable ? this.#freshness.stamp(path) : undefined
  }

  get #isReliable(): boolean {
    return this.#ready?.degraded === false && !this.#hasFailed
  }

  /** See `Freshness`. */
  mark(): number {
    return this.#freshness.mark()
  }

  /** See `Freshness`. Undefined where {@link stamp} is. */
  doubtedSince(mark: number): Set<string> | undefined {
    return this.#isReliable ? this.#freshness.doubtedSince(mark) : undefined
  }

  /** Everything is to be looked at again, whatever was reported. */
  doubt(): void {
    this.#freshness.rescanned(this.#options.roots)
  }

  /** Resolves once every later change is covered. Rejects with the watcher's error. */
  async start(): Promise<void> {
    const { roots, ignored } = this.#options
    this.#ready = await this.#watch(roots, ignored)
  }

  /** A file is being read: soon it is watched, wherever it is. */
  cover(path: string): void {
    if (this.#read.has(path)) return
    this.#read.add(path)
    const isWatched = [...this.#options.roots, ...this.#outside].some((root) => isWithin(path, root))
    if (isWatched || isInstalled(path)) return
    if (this.#unwatched.size === 0) queueMicrotask(() => void this.#watchOutside())
    this.#unwatched.add(path)
  }

  async #watchOutside(): Promise<void> {
    const { watcher, roots, ignored, rescan, failed } = this.#options
    const { fileRoots } = watcher.capabilities
    const more = outsideRoots(this.#unwatched, { apart: [...roots, homedir()], fileRoots })
    this.#unwatched.clear()
    if (more.length === 0 || this.#abort.signal.aborted) return
    for (const root of more) this.#outside.add(root)
    // Whoever says what to ignore speaks of the roots, and of what is below a name that these lie in themselves.
    const isOff = (path: string): boolean =>
      ignored(path) || more.some((root) => isWithin(path, root) && ignoredByDefault(path.slice(root.length)))
    try {
      await this.#watch(more, isOff)
      // They were read before.
      if (!this.#abort.signal.aborted) rescan(more)
    } catch (cause) {
      if (!this.#abort.signal.aborted) failed({ error: errors.watchOutside(more, cause), fatal: false })
    }
  }

  #watch(roots: readonly string[], ignored: WatchOptions['ignored']): Promise<Watch> {
    const { watcher, changed, rescan, failed } = this.#options
    const watch = watcher.watch({
      roots,
      ignored,
      signal: this.#abort.signal,
      changed: (batch) => {
        const paths = batch.map(({ path }) => path)
        this.#freshness.reported(paths)
        changed(paths)
      },
      rescan: (paths) => {
        this.#freshness.rescanned(paths)
        rescan(paths)
      },
      failed: (error) => {
        this.#hasFailed = true
        failed(error)
      },
    })
    this.#watches.push(watch)
    return watch
  }

  /** Resolves after the last callback. */
  async stop(): Promise<void> {
    this.#abort.abort()
    const watches = await Promise.allSettled(this.#watches)
    const opened = watches.flatMap((watch) => (watch.status === 'fulfilled' ? [watch.value] : []))
    await Promise.all(opened.map(async (watch) => await watch[Symbol.asyncDispose]()))
  }
}

function isInstalled(path: string): boolean {
  return /[/\\]node_modules[/\\]/.test(path)
}
