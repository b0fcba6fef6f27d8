import { causesOf, messageOf, type HotseatError, type ModuleLoader } from '@hotseat/core'
import type { Failure } from '../protocol.ts'
import type { Paths } from '@hotseat/http'
import type { Places } from './places.ts'

const most = { message: 20_000, frame: 20_000, stack: 50, importers: 100, causes: 10 } as const

/** Where the parts of a report come from. */
export interface Sources {
  readonly loader: Pick<ModuleLoader, 'trace'> | undefined
  readonly paths: Paths
  readonly places: Places
}

/** A failed build. */
export interface FailedBuild {
  readonly generation: number
  readonly answeredBy: number | null
  readonly at: number
  readonly error: HotseatError
}

/** A failed build as pages are told of it: no path but those below the root, and no value of the application's. */
export function reportFailure({ error, ...build }: FailedBuild, { loader, paths, places }: Sources): Failure {
  const { code, summary: message, location, importers } = error
  places.clear()
  const text = (plain: string, length: number): string => clipped(paths.strip(plain), length)
  return {
    ...build,
    code,
    message: text(message, most.message),
    place: location ? places.add(location) : null,
    frame: location?.frame === undefined ? null : text(location.frame, most.frame),
    stack: (loader?.trace?.(error) ?? []).slice(0, most.stack).map((each) => places.add(each)),
    importers: importers.slice(0, most.importers).map((path) => paths.relative(path)),
    causes: causesOf(error, most.causes).map((cause) => text(spelled(cause), most.message)),
  }
}

function spelled(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : messageOf(cause)
}

function clipped(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text
}
