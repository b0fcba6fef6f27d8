import type { ServerResponse } from 'node:http'
import type { GenerationStatus, HotseatError, Reloader, SourceLocation } from '@hotseat/core'
import type { Opener } from '../editor/editor.ts'
import { errors } from '../errors.ts'
import type { Defences } from '../guard/defences.ts'
import type { ContainerView, Frame, Instantiated, Leases, Modules, State, TimelineEntry } from '../protocol.ts'
import { readFrame } from '../report/frame.ts'
import type { Places } from '../report/places.ts'
import type { Audience, Streams } from '../stream/streams.ts'
import { containerOf, leasesOf, modulesOf } from '../timeline/descriptions.ts'
import type { Recorder } from '../timeline/recorder.ts'

/** What the routes show, and the little that they do. */
export interface Views {
  readonly state: () => State
  readonly timeline: () => readonly TimelineEntry[]
  readonly modules: () => Modules | undefined
  instantiated(generation: number): Instantiated | undefined
  readonly container: () => ContainerView | undefined
  readonly leases: () => Leases
  frame(id: string): Frame | undefined
  /** Undefined where no editor is configured. False for an id that is not, or not any more, one of a place. */
  readonly open: ((id: unknown) => boolean) | undefined
  readonly reload: () => void
  /** False when there are too many. */
  follow(response: ServerResponse, audience: Audience): boolean
}

export interface ViewsOptions {
  readonly reloader: Reloader<unknown>
  readonly recorder: Recorder
  readonly places: Places
  readonly streams: Streams
  readonly defences: Defences
  readonly roots: readonly string[]
  readonly editor: Opener | undefined
  readonly state: () => State
  readonly report: (error: HotseatError) => void
}

export function createViews(options: ViewsOptions): Views {
  const { reloader, recorder, places, streams, defences, roots, editor, state, report } = options
  const { paths } = defences

  function live(): GenerationStatus | undefined {
    return reloader.generations().find((each) => each.state === 'live')
  }

  function placeOf(id: unknown): { readonly location: SourceLocation; readonly path: string } | undefined {
    const location = places.find(id)
    const path = location && defences.insideOf(roots, location.file)
    return location && path !== undefined ? { location, path } : undefined
  }

  function open(id: unknown): boolean {
    const place = placeOf(id)
    if (!place || !defences.mayBeOpened(place.path)) return false
    editor?.({ ...place.location, file: place.path })
    return true
  }

  return {
    state,
    timeline: () => recorder.timeline.all(),
    modules() {
      const status = live()
      return status && modulesOf(status, paths)
    },
    instantiated: (generation) => recorder.instantiated(generation),
    container() {
      const status = live()
      return status && containerOf(status, paths)
    },
    leases: () => leasesOf(reloader.generations()),
    frame(id) {
      const place = placeOf(id)
      return place && readFrame(id, place.location, place.path, paths)
    },
    open: editor && open,
    reload() {
      // As the key in the terminal does: what modules keep is gone.
      reloader.reload({ anew: true }).catch((cause: unknown) => report(errors.answerFailed('POST /reload', cause)))
    },
    follow(response, audience) {
      if (streams.isFull) return false
      streams.open(response, audience, defences.headers, state())
      return true
    },
  }
}
