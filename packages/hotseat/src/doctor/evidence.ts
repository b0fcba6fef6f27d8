import { createHash } from 'node:crypto'

/** What tells the reporter where to report, and to whom: `<process id of the doctor>:<folder>`. */
export const assignment = 'HOTSEAT_DOCTOR'

/** The files of that folder: one line of JSON for each piece of evidence, and the number of the last snapshot asked for. */
export const files = { evidence: 'evidence.jsonl', asked: 'asked' } as const

/** A server as it says itself where it listens: `port` and `host`, or `path`. */
export interface ListeningServer {
  readonly protocol: 'http' | 'https' | 'other'
  readonly host?: string
  readonly port?: number
  readonly path?: string
}

/** How a process stands, at the moment of being asked. */
export interface Snapshot {
  readonly servers: readonly ListeningServer[]
  /** What its frameworks say that they answer: `GET /users/:id`. */
  readonly routes: readonly string[]
  /** Its environment, with digests for values: they may be secrets. */
  readonly env: Readonly<Record<string, string>>
  /** The kinds of what keeps it alive, one for each: https://nodejs.org/api/process.html#processgetactiveresourcesinfo */
  readonly resources: readonly string[]
}

/** What the reporter in a process tells. */
export type Evidence = { readonly pid: number } & (
  | { readonly kind: 'listening'; readonly server: ListeningServer }
  /** `DeprecationWarning: …`; and what nothing caught: `unhandledRejection: Error: …`. */
  | { readonly kind: 'warning' | 'error'; readonly text: string }
  | { readonly kind: 'snapshot'; readonly turn: number; readonly snapshot: Snapshot }
)

/** Short, and says nothing of the text but whether it is the same. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12)
}
