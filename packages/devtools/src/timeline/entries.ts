import type { ReloaderEvents } from '@hotseat/core'
import type { TimelineEntry } from '../protocol.ts'
import type { Paths } from '@hotseat/http'

const most = { files: 20, disposalErrors: 20, message: 2_000 } as const

/** An entry for a build that has begun. */
export function begun(
  { generation, reason }: ReloaderEvents['build-start'],
  changed: readonly string[],
  at: number,
  paths: Paths,
): TimelineEntry {
  return {
    generation,
    reason,
    state: 'building',
    at,
    ...filesOf(changed, paths),
    phases: {},
    total: null,
    carried: 0,
    instantiated: 0,
    failure: null,
    drain: null,
    disposal: null,
    disposalErrors: [],
    heap: null,
  }
}

export function failed(entry: TimelineEntry, event: ReloaderEvents['build-failed'], paths: Paths): TimelineEntry {
  const { phases, error } = event
  const { location } = error
  const at = location ? `${paths.relative(location.file)}:${location.line}:${location.column}` : null
  return { ...entry, state: 'failed', phases, failure: { ...shown(error, paths), at } }
}

export function seated(entry: TimelineEntry, event: ReloaderEvents['swap'], paths: Paths): TimelineEntry {
  const { phases, total, modules } = event
  return { ...entry, state: 'live', ...filesOf(event.paths, paths), phases, total, ...modules }
}

export function disposed(entry: TimelineEntry, { duration }: ReloaderEvents['disposed']): TimelineEntry {
  return { ...entry, state: 'disposed', disposal: duration }
}

export function disposalFailed(
  entry: TimelineEntry,
  { error }: ReloaderEvents['dispose-failed'],
  paths: Paths,
): TimelineEntry {
  if (entry.disposalErrors.length >= most.disposalErrors) return entry
  return { ...entry, disposalErrors: [...entry.disposalErrors, shown(error, paths)] }
}

function filesOf(changed: readonly string[], paths: Paths): Pick<TimelineEntry, 'files' | 'fileCount'> {
  return { files: changed.slice(0, most.files).map((path) => paths.relative(path)), fileCount: changed.length }
}

function shown(
  { code, message }: { readonly code: string; readonly message: string },
  paths: Paths,
): { readonly code: string; readonly message: string } {
  return { code, message: paths.strip(message).slice(0, most.message) }
}
