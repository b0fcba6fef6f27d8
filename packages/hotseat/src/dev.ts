import { createReloader, type HotseatError, type Reloader } from '@hotseat/core'
import { createListener } from '@hotseat/http'
import { lockInstance, type InstanceLock } from './instance-lock.ts'
import type { DevSettings } from './settings.ts'

/** An application that is served, and reloaded by every save. */
export interface DevServer {
  readonly reloader: Reloader<unknown>
  /**
   * Opens the port and builds the first generation; broken code is no obstacle.
   *
   * @param listening called as soon as the port is open, before the first build is done
   * @throws {HotseatError} when the application runs already, the port cannot be had, or watching cannot start
   */
  start(listening: (url: string) => void): Promise<void>
  /** Finishes what is in flight, disposes everything. Legal in every state; a second call returns the first one's promise. */
  stop(): Promise<void>
}

/**
 * Puts reloader, listener and lock together. Nothing happens before `start()`.
 *
 * @param requestFailed told what a request handler of the application threw
 */
export function createDevServer(settings: DevSettings, requestFailed: (error: HotseatError) => void): DevServer {
  const { entry, roots, ignored, watcher, loader, container, server, port, host } = settings
  const { freshness, holdTimeout, streams, ...timing } = settings.config
  const reloader = createReloader({ entry, roots, ignored, watcher, loader, container, server, ...timing })
  const listener = createListener({
    reloader,
    port,
    host,
    freshness,
    holdTimeout,
    streams,
    closeTimeout: timing.drainTimeout,
    onError: requestFailed,
  })
  let lock: InstanceLock | undefined
  let stopping: Promise<void> | undefined

  const stop = async (): Promise<void> => {
    // At once, so that requests that wait for a first build do not hold up the end of it.
    await Promise.all([listener.close(), reloader.stop()])
    await lock?.[Symbol.asyncDispose]()
  }

  return {
    reloader,
    async start(listening) {
      lock = await lockInstance(entry)
      const { url } = await listener.listen()
      lock.setUrl(url)
      listening(url)
      await reloader.start()
    },
    stop() {
      stopping ??= stop()
      return stopping
    },
  }
}
