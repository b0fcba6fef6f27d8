import type { HotseatError, ReloaderEvents } from '@hotseat/core'
import { createBuildLine } from './build-line.ts'
import type { DevEvent, Report } from './events.ts'
import { banner, cutOff, draining, leftBehind, serves, stopped, swapped } from './format.ts'
import { advice, buildFailed, disposeFailed, fatal, requestFailed, strayError, watchFailed } from './format-errors.ts'
import { environmentChanged, paused, refused, restartFailed, restarts, resumed } from './format-changes.ts'
import type { LiveTerminal } from './terminal.ts'

/**
 * Tells people what happens, in their terminal. A reload is one line. Builds that were overtaken and generations that went quietly
 * are not worth one.
 */
export function reportToPeople(terminal: LiveTerminal): Report {
  const changed = new Set<string>()
  const buildLine = createBuildLine(terminal)
  let isKnown = false
  let holds = false
  /** The failure that has been told, until something mends it. */
  let failure: HotseatError | undefined
  /** The reload that the last line tells of, and how often it has come. */
  let last = { key: '', times: 0, line: 0 }

  function swap(event: ReloaderEvents['swap']): void {
    const mended = failure !== undefined
    const paths = event.paths.length > 0 ? event.paths : [...changed]
    const key = mended ? '' : [event.reason, ...paths].join('\n')
    const times = key !== '' && key === last.key ? last.times + 1 : 1
    failure = undefined
    changed.clear()
    const again =
      times > 1 && terminal.sayInstead((style) => `${swapped(event, paths, mended, style)} ×${times}`, last.line)
    const line = again ? last.line : terminal.say((style) => swapped(event, paths, mended, style))
    last = { key, times: again ? times : 1, line }
  }

  return (event: DevEvent): void => {
    buildLine.see(event)
    switch (event.event) {
      case 'listening':
        terminal.say((style) => (isKnown ? serves(event.urls, style) : banner(event, style)))
        isKnown = true
        holds = event.freshness === 'hold'
        return
      case 'change':
        for (const path of event.paths) changed.add(path)
        return
      case 'environment':
        for (const path of event.paths) changed.add(path)
        return void terminal.say((style) => environmentChanged(event.paths, event.changed, style))
      case 'swap':
        return swap(event)
      case 'build-failed': {
        const paths = [...changed]
        // Tried again because something might have been missed, and was not.
        const isKnownAlready = paths.length === 0 && event.reason === 'change' && isSame(event.error, failure)
        failure = event.error
        changed.clear()
        if (isKnownAlready) return
        return terminal.complain((style) => buildFailed(event, { paths, holds }, style))
      }
      case 'drained':
        return event.forced > 0 ? terminal.complain((style) => cutOff(event, style)) : undefined
      case 'dispose-failed':
        return terminal.complain((style) => disposeFailed(event, style))
      case 'watch-failed':
        return terminal.complain((style) => watchFailed(event, style))
      case 'request-failed':
        return terminal.complain((style) => requestFailed(event.error, style))
      case 'advice':
        return terminal.complain((style) => advice(event.error, style))
      case 'stray-error':
        return terminal.complain((style) => strayError(event.error, style))
      case 'left-behind':
        return terminal.complain((style) => leftBehind(event.leftovers, event.generation, style))
      case 'paused':
        return void terminal.say(paused)
      case 'resumed':
        return void terminal.say(resumed)
      case 'restart':
        return void terminal.say((style) => restarts(event.paths, event.reason, style))
      case 'restart-failed':
        return terminal.complain((style) => restartFailed(event.paths, event.error, style))
      case 'refused':
        return terminal.complain((style) => refused(event.error, style))
      case 'stopping':
        return void terminal.say(draining)
      case 'stopped':
        return void terminal.say((style) => stopped(event.duration, style))
      case 'cannot-start':
        return terminal.complain((style) => fatal(event.error, style))
      case 'build-start':
      case 'build-phase':
      case 'discarded':
      case 'disposed':
        return
      default:
        return event satisfies never
    }
  }
}

function isSame(one: HotseatError, other: HotseatError | undefined): boolean {
  if (one.code !== other?.code || one.message !== other.message) return false
  return one.location?.line === other.location?.line && one.location?.file === other.location?.file
}
