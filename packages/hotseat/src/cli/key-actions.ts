import { HotseatError, type Reloader } from '@hotseat/core'
import { openInBrowser } from '../keyboard/browser.ts'
import { keys, type KeyAction } from '../keyboard/keys.ts'
import type { Report } from '../output/events.ts'
import { keysHelp, opening, standing } from '../output/format-keys.ts'
import type { Terminal } from '../output/terminal.ts'

/** What the keys work on. */
export interface KeyTargets {
  readonly reloader: Pick<Reloader<unknown>, 'reload' | 'back' | 'pause' | 'resume' | 'isPaused' | 'generations'>
  readonly terminal: Pick<Terminal, 'say'>
  readonly report: Report
  /** Where the application can be reached; undefined as long as it cannot. */
  readonly url: () => string | undefined
  /** The page of the inspector; undefined where there is none, and then its key does nothing. */
  readonly inspectorUrl: () => string | undefined
  /** The environment's `BROWSER`. */
  readonly browser: string | undefined
  /** It has been asked to end, and finishes what is in flight. */
  readonly isStopping: () => boolean
  readonly quit: () => void
}

/** What may be pressed while it ends. All else is meant for the shell, by whoever types ahead: it is not to open browsers. */
const whileStopping: ReadonlySet<KeyAction> = new Set<KeyAction>(['list', 'help', 'quit'])

/** What each key does. What cannot be done is told. */
export function keyActions({ reloader, terminal, report, ...targets }: KeyTargets): (action: KeyAction) => void {
  const told = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      if (!HotseatError.is(error)) throw error
      report({ event: 'refused', error })
    }
  }
  const show = (url: string | undefined): void => {
    if (url === undefined) return
    terminal.say((style) => opening(url, style))
    void told(async () => await openInBrowser(url, targets.browser))
  }
  return (action) => {
    if (targets.isStopping() && !whileStopping.has(action)) return
    switch (action) {
      case 'reload':
        // As a restart would show it: what modules keep is gone.
        return void told(async () => await reloader.reload({ anew: true }))
      case 'back':
        return void told(async () => await reloader.back())
      case 'pause':
        return reloader.isPaused ? reloader.resume() : reloader.pause()
      case 'open':
        return show(targets.url())
      case 'inspect':
        return show(targets.inspectorUrl())
      case 'list':
        return terminal.say((style) => standing(reloader.generations(), style))
      case 'help': {
        const shown = keys.filter((key) => key.action !== 'inspect' || targets.inspectorUrl() !== undefined)
        return terminal.say((style) => keysHelp(shown, style))
      }
      case 'quit':
        return targets.quit()
      default:
        return action satisfies never
    }
  }
}
