import type picocolors from 'picocolors'
import type { Lookup } from './error-details.ts'

/** What the words are formatted for. */
export interface Style {
  readonly colors: ReturnType<typeof picocolors.createColors>
  /** The working directory, absolute: paths are shown relative to it. */
  readonly cwd: string
  /** Whether places in the source are links. */
  readonly links: boolean
  readonly now: Date
  /** Where more is known of errors. */
  readonly lookup?: Lookup
}

/** `12:04:05`, local time. */
export function stamp({ colors, now }: Style): string {
  return colors.dim(now.toTimeString().slice(0, 8))
}

/** Milliseconds as one reads them: `14 ms`, `1.4 s`. */
export function milliseconds(time: number): string {
  return time < 1000 ? `${Math.round(time)} ms` : `${(time / 1000).toFixed(1)} s`
}
