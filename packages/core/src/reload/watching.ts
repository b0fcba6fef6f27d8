import type { Watch, Watcher, WatchError } from '../ports/watcher.ts'

export interface WatchingOptions {
  readonly watcher: Watcher
  readonly roots: readonly string[]
  readonly ignored: (path: string) => boolean
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
  #watch: Promise<Watch> | undefined

  constructor(options: WatchingOptions) {
    this.#options = options
  }

  /** Resolves once every later change is covered. Rejects with the watcher's error. */
  async start(): Promise<void> {
    const { watcher, roots, ignored, changed, rescan, failed } = this.#options
    this.#watch = watcher.watch({
      roots,
      ignored,
      signal: this.#abort.signal,
      changed: (batch) => changed(batch.map(({ path }) => path)),
      rescan,
      failed,
    })
    await this.#watch
  }

  /** Resolves after the last callback. */
  async stop(): Promise<void> {
    this.#abort.abort()
    const [watch] = await Promise.allSettled([this.#watch])
    if (watch.status === 'fulfilled') await watch.value?.[Symbol.asyncDispose]()
  }
}
