import type { FileChange, RescanReason } from '@hotseat/core'

/** What a process that watches tells the one that started it. */
export type Message =
  /** It is about to watch. */
  | { readonly tells: 'started' }
  | { readonly tells: 'rejected'; readonly error: ErrorMessage }
  | ({ readonly tells: 'ready' } & State)
  | ({ readonly tells: 'changed'; readonly batch: readonly FileChange[] } & State)
  | ({ readonly tells: 'rescan'; readonly paths: readonly string[]; readonly reason: RescanReason } & State)
  | ({ readonly tells: 'failed'; readonly error: ErrorMessage; readonly fatal: boolean } & State)
  /** The watch was disposed; the process ends when nothing keeps it. */
  | { readonly tells: 'disposed' }

export interface ErrorMessage {
  /** Undefined where it is no HotseatError. */
  readonly code?: string
  readonly message: string
}

interface State {
  readonly degraded: boolean
}

/** Both sides are of one version: its shape is not looked at any further. */
export function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'tells' in value
}
