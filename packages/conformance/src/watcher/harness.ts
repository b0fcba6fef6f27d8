import type { Watcher } from '@hotseat/core'

/** What the author of a watcher hands the suite. */
export interface WatcherHarness {
  readonly watcher: Watcher
  /** How another process comes by the same watcher, where the system gives it less. */
  readonly source: WatcherSource
  /** Milliseconds that a report may take before it counts as lost. Default 5,000. */
  readonly patience?: number
  /** How often each way of saving is tried after idling, and as often in a burst. Default 20. */
  readonly rounds?: number
}

/** A call that gives a watcher: `{ module: import.meta.resolve('../src/index.ts'), export: 'mine' }`. */
export interface WatcherSource {
  /** The URL of a module that Node can import as it is. */
  readonly module: string | URL
  /** The function in it that makes the watcher. */
  readonly export: string
  /** What it is called with, as JSON. Default: nothing. */
  readonly parameters?: readonly unknown[]
}
