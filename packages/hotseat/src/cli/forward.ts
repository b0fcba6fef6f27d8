import type { Reloader } from '@hotseat/core'
import type { Report } from '../output/events.ts'

/** Tells of all that a reloader tells, but for its end: more has to end than it. */
export function forwardEvents(reloader: Pick<Reloader<unknown>, 'on'>, report: Report): void {
  reloader.on('change', (event) => report({ event: 'change', ...event }))
  reloader.on('build-start', (event) => report({ event: 'build-start', ...event }))
  reloader.on('build-phase', (event) => report({ event: 'build-phase', ...event }))
  reloader.on('build-failed', (event) => report({ event: 'build-failed', ...event }))
  reloader.on('discarded', (event) => report({ event: 'discarded', ...event }))
  reloader.on('swap', (event) => report({ event: 'swap', ...event }))
  reloader.on('drained', (event) => report({ event: 'drained', ...event }))
  reloader.on('disposed', (event) => report({ event: 'disposed', ...event }))
  reloader.on('dispose-failed', (event) => report({ event: 'dispose-failed', ...event }))
  reloader.on('watch-failed', (event) => report({ event: 'watch-failed', ...event }))
  reloader.on('paused', () => report({ event: 'paused' }))
  reloader.on('resumed', () => report({ event: 'resumed' }))
}
