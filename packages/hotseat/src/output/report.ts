import type { Reloader } from '@hotseat/core'
import { buildFailed, cutOff, disposeFailed, swapped, watchFailed } from './format.ts'
import type { Terminal } from './terminal.ts'

/**
 * Tells what a reloader does, as long as it lives: swaps, failures, and what a retired generation would not let go.
 * Builds that were overtaken and generations that went quietly are not worth a line.
 */
export function reportReloads(reloader: Pick<Reloader<unknown>, 'on'>, terminal: Terminal): void {
  const changed = new Set<string>()
  let failed = false

  reloader.on('change', ({ paths }) => {
    for (const path of paths) changed.add(path)
  })
  reloader.on('swap', (event) => {
    const mended = failed
    failed = false
    changed.clear()
    terminal.say((style) => swapped(event, mended, style))
  })
  reloader.on('build-failed', (event) => {
    const paths = [...changed]
    failed = true
    changed.clear()
    terminal.complain((style) => buildFailed(event, paths, style))
  })
  reloader.on('drained', (event) => {
    if (event.forced > 0) terminal.complain((style) => cutOff(event, style))
  })
  reloader.on('dispose-failed', (event) => terminal.complain((style) => disposeFailed(event, style)))
  reloader.on('watch-failed', (event) => terminal.complain((style) => watchFailed(event, style)))
}
