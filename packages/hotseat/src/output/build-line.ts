import type { DevEvent } from './events.ts'
import { building, frameTime, type Progress } from './format.ts'
import type { LiveTerminal } from './terminal.ts'

/** A build that takes longer than so many milliseconds is shown while it is under way. */
const patience = 150

interface Build extends Omit<Progress, 'time'> {
  readonly since: number
}

/**
 * The line that shows a build while it is under way. Most are over before one could read it. Where the last one was not, it is there at
 * once: loading many modules leaves no moment for it later.
 */
export function createBuildLine(terminal: Pick<LiveTerminal, 'progress' | 'clearProgress'>) {
  const changed = new Set<string>()
  let build: Build | undefined
  let begun = 0
  let lastTook = Infinity
  let timer: NodeJS.Timeout | undefined

  const draw = (): void => {
    if (!build) return
    const { since, ...shown } = build
    const time = performance.now() - since
    terminal.progress((style) => building({ ...shown, time }, style))
  }
  const run = (): void => {
    draw()
    clearInterval(timer)
    timer = setInterval(draw, frameTime).unref()
  }
  const end = (): void => {
    clearInterval(timer)
    timer = undefined
    build = undefined
    changed.clear()
    terminal.clearProgress()
  }

  return {
    see(event: DevEvent): void {
      const now = performance.now()
      if (event.event === 'change') for (const path of event.paths) changed.add(path)
      if (event.event === 'build-start') {
        const { generation, reason } = event
        build = { generation, reason, paths: [...changed], phase: 'load', since: now }
        // One that was overtaken leaves its place to the next.
        if (timer !== undefined) return
        begun = now
        if (lastTook > patience) run()
        else timer = setTimeout(run, patience).unref()
      }
      if (event.event === 'build-phase' && build) build = { ...build, phase: event.phase, since: now }
      if (event.event === 'swap' || event.event === 'build-failed') {
        lastTook = now - begun
        end()
      }
      if (event.event === 'stopped' || event.event === 'restart') end()
    },
  }
}
