import type { HotseatError, ReloaderEvents } from '@hotseat/core'
import type { Happening } from '../protocol.ts'
import type { Paths } from '@hotseat/http'

/** What is told; what a build is doing shows in its entry when it is done. */
export type Told = Exclude<keyof ReloaderEvents, 'build-phase'>

type Words = { readonly [Name in Told]: (event: ReloaderEvents[Name], paths: Paths) => string }

const words: Words = {
  change: (event, paths) => `${changed(event.paths, paths)} changed`,
  'build-start': ({ reason }) => `began to build: ${reasons[reason]}`,
  'build-failed': ({ error, answeredBy }, paths) => {
    const serving = answeredBy === undefined ? 'Nothing serves yet' : `Generation ${answeredBy} goes on serving`
    return `failed: ${shown(error, paths)}. ${serving}`
  },
  discarded: () => 'was overtaken by a newer change',
  swap: ({ total, modules }) =>
    `serves, after ${milliseconds(total)}: ${modules.instantiated} modules new, ${modules.carried} carried`,
  drained: ({ duration, forced }) => {
    const how = forced === 0 ? 'has no request any more' : `had ${forced} requests cut off`
    return `${how}, after ${milliseconds(duration)}`
  },
  disposed: ({ duration }) => `let go of everything in ${milliseconds(duration)}`,
  'dispose-failed': ({ error }, paths) => `did not let go as it should: ${shown(error, paths)}`,
  'watch-failed': ({ error, fatal }, paths) =>
    `${fatal ? 'Changes are not seen any more: ' : ''}${shown(error, paths)}`,
  paused: () => 'Changes wait from now on',
  resumed: () => 'Changes are built again',
  stopped: ({ duration }) => `Hotseat has stopped, in ${milliseconds(duration)}`,
}

const reasons: Readonly<Record<ReloaderEvents['build-start']['reason'], string>> = {
  start: 'the first one',
  change: 'source has changed',
  reload: 'asked for',
  back: 'back to what was served before',
}

/** What has happened, in a line; of a generation, what it did. */
export function happeningOf<Name extends Told>(
  name: Name,
  event: ReloaderEvents[Name],
  at: number,
  paths: Paths,
): Happening {
  return { at, name, generation: 'generation' in event ? event.generation : null, text: words[name](event, paths) }
}

function changed(files: readonly string[], paths: Paths): string {
  const [first = 'nothing', ...others] = files.map((path) => paths.relative(path))
  return others.length === 0 ? first : `${first} and ${others.length} more`
}

function shown({ code, message }: HotseatError, paths: Paths): string {
  const [line = ''] = paths.strip(message).split('\n', 1)
  return `${line.slice(0, 500)} (${code})`
}

function milliseconds(time: number): string {
  return `${time < 10 ? Math.round(time * 10) / 10 : Math.round(time)} ms`
}
