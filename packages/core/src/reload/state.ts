import type { Debounce, SettleWindow, Touch } from './settle.ts'

/** All that the algorithm remembers. Plain data, never changed in place. */
export interface State {
  readonly status: 'idle' | 'running' | 'stopping' | 'stopped'
  /** The last generation number given out. */
  readonly issued: number
  readonly live: number | undefined
  /** Open while changes are still arriving. */
  readonly window: SettleWindow | undefined
  /** The one build, from its start to its swap, failure or discard. */
  readonly build: Build | undefined
  /** Something changed that no build has begun with. */
  readonly dirty: boolean
  /** When the first change arrived that no swap and no failure has shown yet. */
  readonly since: number | undefined
  /** Builds overtaken and given up in a row. One that failed does not count: it could not have been published. */
  readonly discards: number
  /** The last build that was not discarded failed. */
  readonly failed: boolean
  /** Oldest first. */
  readonly retired: readonly Retired[]
}

export interface Build {
  readonly generation: number
  /** `waiting`: finished, until the changes settle. */
  readonly stage: 'building' | 'waiting'
  readonly failed: boolean
  /** A file it has read has changed since. */
  readonly stale: boolean
  /** It was told so, and is discarded when it ends. */
  readonly aborted: boolean
  /** A file it has not read, as far as is known, has changed: it matters if the build fails. */
  readonly strange: boolean
}

export interface Retired {
  readonly generation: number
  readonly stage: 'draining' | 'disposing'
}

export type Event =
  | { readonly type: 'start'; readonly at: number }
  | { readonly type: 'touch'; readonly at: number; readonly touch: Touch }
  | { readonly type: 'quiet'; readonly at: number; readonly locked: boolean }
  | { readonly type: 'reload'; readonly at: number; readonly reason: 'reload' | 'back' }
  | { readonly type: 'built'; readonly at: number; readonly generation: number; readonly failed: boolean }
  | { readonly type: 'verified'; readonly at: number; readonly generation: number }
  | { readonly type: 'drained'; readonly generation: number }
  | { readonly type: 'drain-timeout'; readonly generation: number }
  | { readonly type: 'disposed'; readonly generation: number }
  | { readonly type: 'stop' }

export type Effect =
  | { readonly type: 'build'; readonly generation: number; readonly reason: BuildReason }
  /** Tells the build that it was overtaken; it still ends with `built`. */
  | { readonly type: 'abort'; readonly generation: number }
  /** Compare the snapshot with the disk; answered by a `touch` if they differ, and then by `verified`. */
  | { readonly type: 'verify'; readonly generation: number }
  /** Seat it, and retire what was in the seat, in one synchronous step. */
  | { readonly type: 'swap'; readonly generation: number; readonly retires: number | undefined }
  /** Show why the build failed. */
  | { readonly type: 'report'; readonly generation: number }
  /** Empty the seat; only at the stop. */
  | { readonly type: 'vacate'; readonly retires: number | undefined }
  /** Cut off what still holds a lease. */
  | { readonly type: 'cut-off'; readonly generation: number }
  /** Let a generation go that served; answered by `disposed`. */
  | { readonly type: 'dispose'; readonly generation: number }
  /** Let a build go that never served: it was overtaken, or has failed and been reported; answered by `disposed`. */
  | { readonly type: 'discard'; readonly generation: number; readonly overtaken: boolean }
  | { readonly type: 'quiet-after'; readonly delay: number }
  | { readonly type: 'quiet-never' }
  | { readonly type: 'stopped' }

/** `back`: from the code that was served before. */
export type BuildReason = 'start' | 'change' | 'reload' | 'back'

export interface Policy {
  readonly debounce: Debounce
  /** K: builds that may be discarded in a row. */
  readonly maxDiscards: number
  /** R: retired generations that may drain at once. */
  readonly maxRetired: number
  /** Milliseconds for which a checkout under way may hold the swap back, and how often to look. */
  readonly lockPatience: number
  readonly lockPoll: number
}

export const initialState: State = {
  status: 'idle',
  issued: 0,
  live: undefined,
  window: undefined,
  build: undefined,
  dirty: false,
  since: undefined,
  discards: 0,
  failed: false,
  retired: [],
}

/** A change is pending: what is served may not be what is on disk. */
export function isPending(state: State): boolean {
  return state.status === 'running' && (state.build !== undefined || state.window !== undefined || state.dirty)
}
