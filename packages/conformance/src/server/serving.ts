import type { ServerBinding } from '@hotseat/core'
import { createListener, type ListenAddress, type Listener, type ListenerOptions } from '@hotseat/http'
import { within } from '../settlement.ts'
import {
  createApplication,
  type Api,
  type Application,
  type ApplicationOptions,
  type CreateApp,
} from './application.ts'

/** An application behind the real listener, on a free port of this machine. Disposing it closes that, too. */
export interface Serving extends Application {
  readonly listener: Listener
  readonly url: string
  readonly port: number
}

export interface ServingOptions
  extends Omit<ApplicationOptions, 'binding'>, Pick<ListenerOptions<Api>, 'onError' | 'server' | 'streams'> {}

/**
 * Serves what `createApp` returns by the binding. What fails is told to nobody, unless `onError` is given.
 *
 * @throws the failure of the first build
 * @example
 * await using served = await serve(express(), (api) => application().get('/', (_, response) => response.send(api.greet())))
 * await served.swap()
 * assert.equal(await textOf(served.url), 'hello from 2')
 */
export async function serve<App>(
  binding: ServerBinding<App>,
  createApp: CreateApp,
  options: ServingOptions = {},
): Promise<Serving> {
  const { server, streams, onError = () => undefined, ...others } = options
  const application = createApplication(createApp, { ...others, binding })
  const { reloader } = application
  const listener = createListener({ reloader, server, streams, closeTimeout: 100, onError })
  // Node 22 has no AsyncDisposableStack.
  const end = async (): Promise<void> => {
    try {
      await listener.close()
    } finally {
      await reloader.stop()
    }
  }
  const address = await start(application, listener).catch(async (error: unknown) => {
    await end()
    throw error
  })
  return { ...application, listener, url: address.url, port: address.port, [Symbol.asyncDispose]: end }
}

/** @throws the failure of the first build */
async function start({ reloader }: Application, listener: Listener): Promise<ListenAddress> {
  await reloader.start()
  if (reloader.failure) throw reloader.failure
  return await listener.listen()
}

/** The text of an answer, whatever its status. */
export async function textOf(url: string, init: RequestInit = {}): Promise<string> {
  return await within(
    3_000,
    fetch(url, init).then((response) => response.text()),
    `an answer of ${url}`,
  )
}
