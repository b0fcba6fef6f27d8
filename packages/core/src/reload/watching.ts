import type { RescanReason, Watch, Watcher, WatchError } from '../ports/watcher.ts'

export interface WatchingOptions {
  readonly watcher: Watcher
  readonly roots: readonly string[]
  readonly ignored: (path: string) => boolean
  /** Paths below which, or at which, something may have changed. */
  readonly changed: (paths: readonly string[]) => void
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

  /** Rejects with the watcher's error. What changed until it resolves is reported then. */
  async start(): Promise<void> {
    const { watcher, roots, ignored, changed, failed } = this.#options
    this.#watch = watcher.watch({
      roots,
      ignored,
      signal: this.#abort.signal,
      changed: (batch) => changed(batch.map(({ path }) => path)),
      rescan: (paths: readonly string[], _reason: RescanReason) => changed(paths),
      failed,
    })
    await this.#watch
    changed(roots)
  }

  /** Resolves after the last callback. */
  async stop(): Promise<void> {
    this.#abort.abort()
    const [watch] = await Promise.allSettled([this.#watch])
    if (watch.status === 'fulfilled') await watch.value?.[Symbol.asyncDispose]()
  }
}
