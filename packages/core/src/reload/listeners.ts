import { publish } from './channels.ts'
import type { ReloaderEvents } from './events.ts'
import type { Reloader } from './reloader.ts'

type Name = keyof ReloaderEvents

/**
 * Who wants to hear of what: listeners, and subscribers of the diagnostics channels. A listener that throws becomes a
 * process warning, and stops nothing.
 */
export class Listeners {
  readonly #reloader: Reloader<unknown>
  readonly #listeners: { readonly [Each in Name]: Set<(event: ReloaderEvents[Each]) => void> } = {
    change: new Set(),
    'build-start': new Set(),
    'build-phase': new Set(),
    'build-failed': new Set(),
    discarded: new Set(),
    swap: new Set(),
    drained: new Set(),
    disposed: new Set(),
    'dispose-failed': new Set(),
    'watch-failed': new Set(),
    paused: new Set(),
    resumed: new Set(),
    stopped: new Set(),
  }

  constructor(reloader: Reloader<unknown>) {
    this.#reloader = reloader
  }

  on<Each extends Name>(name: Each, listener: (event: ReloaderEvents[Each]) => void): () => void {
    // Of its own, so that one function registered twice is called twice and removed one by one.
    const own = (event: ReloaderEvents[Each]): void => listener(event)
    this.#listeners[name].add(own)
    return () => this.#listeners[name].delete(own)
  }

  emit<Each extends Name>(name: Each, event: ReloaderEvents[Each]): void {
    for (const listener of this.#listeners[name]) {
      try {
        listener(event)
      } catch (error) {
        process.emitWarning(error instanceof Error ? error : String(error))
      }
    }
    publish(name, event, this.#reloader)
  }
}
