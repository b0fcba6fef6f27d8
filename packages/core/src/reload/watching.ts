import type { FileSystem } from '../files/file-system.ts'
import { Freshness } from '../files/freshness.ts'
import type { Watch, Watcher, WatchError } from '../ports/watcher.ts'

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

/** The one watch of a reloader, from before the first build to the stop. */
export class Watching {
  readonly #options: WatchingOptions
  readonly #abort = new AbortController()
  readonly #freshness: Freshness
  #watch: Promise<Watch> | undefined
  #ready: Watch | undefined
  #hasFailed = false

  constructor(options: WatchingOptions) {
    this.#options = options
    const { roots, ignored, fileSystem } = options
    this.#freshness = new Freshness({ roots, ignored, ...fileSystem })
  }

  /** See `Freshness`. Undefined also when the watch does not cover everything. */
  stamp(path: string): number | undefined {
    const isReliable = this.#ready?.degraded === false && !this.#hasFailed
    return isReliable ? this.#freshness.stamp(path) : undefined
  }

  /** Everything is to be looked at again, whatever was reported. */
  doubt(): void {
    this.#freshness.rescanned(this.#options.roots)
  }

  /** Resolves once every later change is covered. Rejects with the watcher's error. */
  async start(): Promise<void> {
    const { watcher, roots, ignored, changed, rescan, failed } = this.#options
    this.#watch = watcher.watch({
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
    this.#ready = await this.#watch
  }

  /** Resolves after the last callback. */
  async stop(): Promise<void> {
    this.#abort.abort()
    const [watch] = await Promise.allSettled([this.#watch])
    if (watch.status === 'fulfilled') await watch.value?.[Symbol.asyncDispose]()
  }
}
