import { statSync } from 'node:fs'
import type { Reloader } from '@hotseat/core'
import type { Report } from '../output/events.ts'

/** Tells of all that a reloader tells, but for its end: more has to end than it. */
export function forwardEvents(reloader: Pick<Reloader<unknown>, 'on'>, report: Report): void {
  reloader.on('change', (event) => {
    const paths = event.paths.filter(isNoFolder)
    if (paths.length > 0) report({ event: 'change', paths })
  })
  reloader.on('build-start', (event) => report({ event: 'build-start', ...event }))
  reloader.on('build-phase', (event) => report({ event: 'build-phase', ...event }))
  reloader.on('build-failed', (event) => report({ event: 'build-failed', ...event }))
  reloader.on('discarded', (event) => report({ event: 'discarded', ...event }))
  reloader.on('swap', (event) => report({ event: 'swap', ...event, paths: event.paths.filter(isNoFolder) }))
  reloader.on('drained', (event) => report({ event: 'drained', ...event }))
  reloader.on('disposed', (event) => report({ event: 'disposed', ...event }))
  reloader.on('dispose-failed', (event) => report({ event: 'dispose-failed', ...event }))
  reloader.on('watch-failed', (event) => report({ event: 'watch-failed', ...event }))
  reloader.on('paused', () => report({ event: 'paused' }))
  reloader.on('resumed', () => report({ event: 'resumed' }))
}

/** Folders are named where a watcher that may have missed something had them looked through; what changes are files. */
function isNoFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true
}
