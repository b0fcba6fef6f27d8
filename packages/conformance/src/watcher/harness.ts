import type { Watcher } from '@hotseat/core'

/** What the author of a watcher hands the suite. */
export interface WatcherHarness {
  readonly watcher: Watcher
  /** Milliseconds that a report may take before it counts as lost. Default 5,000. */
  readonly patience?: number
  /** How often each way of saving is tried after idling, and as often in a burst. Default 20. */
  readonly rounds?: number
}
