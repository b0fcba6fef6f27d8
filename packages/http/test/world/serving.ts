import type { Server as NetServer } from 'node:net'
import type { Mounted, Reloader, ServerBinding } from '@hotseat/core'
import { onTestFinished } from 'vitest'
// By path: the suite depends on this package, and turbo has no place for an arrow back.
import * as suite from '../../../conformance/src/serving.ts'
import type { Api, ApplicationOptions, Connection, Gate } from '../../../conformance/src/serving.ts'
import { createListener, type Listener, type ListenerOptions } from '../../src/index.ts'

export type { Api, Connection }
export { get } from '../../../conformance/src/serving.ts'

/** What one generation of the application under test is. */
export type CreateApp = (api: Api) => Mounted | Promise<Mounted>

/** Answers with the number of its generation. */
export const greeting: CreateApp = (api) => ({
  handle(_request, response) {
    response.end(api.greet())
  },
})

interface Application extends suite.Application {
  swap(createApp?: CreateApp): Promise<void>
}

export interface Serving extends Application {
  readonly listener: Listener
  readonly port: number
  readonly url: string
}

export type ServingOptions = ApplicationOptions<Mounted> & Partial<Omit<ListenerOptions<Api>, 'reloader'>>

const asItIs: ServerBinding<Mounted> = { name: 'as it is', mount: (app) => Promise.resolve(app) }

/** Stopped with the test. */
export function createApplication(createApp: CreateApp, options: ApplicationOptions<Mounted> = {}): Application {
  const application = suite.createApplication(createApp, { binding: asItIs, ...options })
  onTestFinished(() => application[Symbol.asyncDispose]())
  return application
}

/** An application, started, behind the real listener on a free port of 127.0.0.1. */
export async function serve(createApp: CreateApp, options: ServingOptions = {}): Promise<Serving> {
  const {
    server,
    port,
    host,
    freshness,
    holdTimeout,
    streams,
    closeTimeout = 200,
    reserved,
    prepare,
    root,
    onError,
    ...others
  } = options
  const application = createApplication(createApp, others)
  await application.reloader.start()
  const ofListener = {
    server,
    port,
    host,
    freshness,
    holdTimeout,
    streams,
    closeTimeout,
    reserved,
    prepare,
    root,
    onError,
  }
  return { ...application, ...(await listenFor(application.reloader, ofListener)) }
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

/** Open at the end of the test at the latest. */
export function gate(): Gate {
  const made = suite.gate()
  onTestFinished(() => made.open())
  return made
}

/** Closed with the test. */
export async function connectTo(port: number): Promise<Connection> {
  const connection = await suite.openConnection(port)
  onTestFinished(() => connection[Symbol.dispose]())
  return connection
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
