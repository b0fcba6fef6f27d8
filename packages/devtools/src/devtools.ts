import { randomBytes } from 'node:crypto'
import { env } from 'node:process'
import type { HotseatError } from '@hotseat/core'
import { commandOf, editorOf } from './editor/editor.ts'
import { errors } from './errors.ts'
import { defencesOf, type Defences } from './guard/defences.ts'
import { allowedHosts } from './guard/host.ts'
import { createPrepare } from './inject/prepare.ts'
import type { Devtools, DevtoolsOptions } from './options.ts'
import { clientTag } from './inject/snippet.ts'
import { prefix, type State } from './protocol.ts'
import { reportFailure } from './report/failure.ts'
import { Places } from './report/places.ts'
import { sizeOfAsset } from './serve/assets.ts'
import { createHandler } from './serve/handler.ts'
import { routesOf, type Route } from './serve/routes.ts'
import { createViews } from './serve/views.ts'
import { Streams } from './stream/streams.ts'
import { Recorder } from './timeline/recorder.ts'

/**
 * Makes what Hotseat serves itself: the client that refreshes pages, and the inspector. It listens to the reloader, and opens
 * nothing.
 *
 * @throws {HotseatError} `HOTSEAT_DEVTOOLS_IN_PRODUCTION`, `HOTSEAT_BAD_ALLOWED_HOST`, `HOTSEAT_BAD_EDITOR`
 * @example
 * const devtools = createDevtools({ reloader, root: import.meta.dirname, version: '1.0.0' })
 * const listener = createListener({ reloader, reserved: devtools.reserved, prepare: devtools.prepare })
 */
export function createDevtools(options: DevtoolsOptions): Devtools {
  return createDevtoolsWith(options, {})
}

/**
 * Whether devtools can be made so, without making them.
 *
 * @throws {HotseatError} `HOTSEAT_BAD_ALLOWED_HOST`, `HOTSEAT_BAD_EDITOR`
 */
export function checkOptions({
  editor,
  allowedHosts: hosts = [],
}: Pick<DevtoolsOptions, 'editor' | 'allowedHosts'>): void {
  if (editor !== undefined) commandOf(editor)
  allowedHosts(hosts)
}

/** As it is told apart from one before and after it; safe in an attribute. */
export const thisProcess = randomBytes(6).toString('base64url')

/** @param without defences by which others are replaced: for tests, which show that each is needed */
export function createDevtoolsWith(
  options: DevtoolsOptions,
  without: Partial<Defences>,
  process = thisProcess,
): Devtools & { readonly routes: readonly Route[] } {
  if (env['NODE_ENV'] === 'production') throw errors.production()
  const { reloader, loader, root, version, roots = [root] } = options
  const report = options.onError ?? ((error: HotseatError): void => console.error(error))
  const defences: Defences = { ...defencesOf(options.allowedHosts ?? [], root), ...without }
  const editor = options.editor === undefined ? undefined : editorOf(options.editor, report)
  const { paths, limits } = defences
  const places = new Places(paths)
  const streams = new Streams({ most: limits.streams, buffered: limits.buffered })
  const pageCost = { tag: clientTag({ process, generation: 1 }, undefined).length, files: sizeOfAsset('client.js') }
  const recorder = new Recorder({
    reloader,
    paths,
    report: (build) => reportFailure(build, { loader, paths, places }),
    mended: () => places.clear(),
    stateChanged: () => streams.send('state', state()),
    tell: (name, data, audience) => streams.send(name, data, audience),
    isWatched: (audience) => streams.has(audience),
    failed: (cause) => report(errors.answerFailed('what is new in a generation', cause)),
  })

  function state(): State {
    const { seat, isPaused } = reloader
    return {
      process,
      version,
      pageCost,
      seat: seats[seat.kind],
      generation: seat.kind === 'generation' ? seat.generation : null,
      isPaused,
      failure: recorder.failure,
      canOpen: editor !== undefined,
    }
  }

  const views = createViews({ reloader, recorder, places, streams, defences, roots, editor, state, report })
  const routes = routesOf(views, defences)

  return {
    routes,
    reserved: createHandler({ routes, defences, report }),
    prepare: createPrepare({ defences, process, failure: () => recorder.failure, report }),
    url: (base) => `${base.replace(/\/$/, '')}${prefix}/`,
    close() {
      recorder.stop()
      streams.close()
    },
  }
}

const seats = { starting: 'starting', generation: 'serving', failure: 'failed', stopped: 'stopped' } as const
