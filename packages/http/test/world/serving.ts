import type { Server as NetServer } from 'node:net'
import type { Reloader } from '@hotseat/core'
import { onTestFinished } from 'vitest'
import { createListener, type Listener, type ListenerOptions } from '../../src/index.ts'
import {
  createApplication,
  type Api,
  type Application,
  type ApplicationOptions,
  type CreateApp,
} from './application.ts'

export interface Serving extends Application {
  readonly listener: Listener
  readonly port: number
  readonly url: string
}

export type ServingOptions = ApplicationOptions & Partial<Omit<ListenerOptions<Api>, 'reloader'>>

/** An application, started, behind the real listener on a free port of 127.0.0.1. */
export async function serve(createApp: CreateApp, options: ServingOptions = {}): Promise<Serving> {
  const application = createApplication(createApp, options)
  await application.reloader.start()
  return { ...application, ...(await listenFor(application.reloader, options)) }
}

export async function listenFor(
  reloader: Reloader<Api>,
  options: Partial<Omit<ListenerOptions<Api>, 'reloader'>> = {},
): Promise<Pick<Serving, 'listener' | 'port' | 'url'>> {
  const listener = createListener({ closeTimeout: 200, ...options, reloader })
  onTestFinished(() => listener.close())
  const { port, url } = await listener.listen()
  return { listener, port, url }
}

/** Resolves when so many further requests and upgrades have arrived at the server, whatever became of them. */
export function arrivals({ listener }: Pick<Serving, 'listener'>, count = 1): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const server: NetServer = listener.server
  let missing = count
  const arrived = (): void => {
    missing -= 1
    if (missing === 0) resolve()
  }
  server.on('request', arrived)
  server.on('upgrade', arrived)
  return promise.finally(() => server.off('request', arrived).off('upgrade', arrived))
}
