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
