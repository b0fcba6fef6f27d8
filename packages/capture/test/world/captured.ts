import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createServer } from 'node:http'
import { Server as NetServer } from 'node:net'
import { createApplication, type CreateApp, type Serving, type ServingOptions } from '@hotseat/conformance/serving'
import { HotseatError, type Mounted, type ServerBinding, type ServerCapabilities } from '@hotseat/core'
import type { HttpServer, ListenAddress } from '@hotseat/http'
import { capture } from '../../src/index.ts'
import { protocolOf, serverLike } from '../../src/listen/real-server.ts'
import { adoptSettings } from '../../src/listen/settings.ts'

/** An application that runs as it stands: sets up the server that it is given, and makes it listen. */
export type Entry = (server: HttpServer) => unknown

/** Serves what `createApp` returns, which is an {@link Entry}, as an application of files is served that listens itself. */
export async function serveCaptured(createApp: CreateApp, options: ServingOptions): Promise<Serving> {
  const { server, streams, onError = () => undefined, ...others } = options
  const opened = listeningServers()
  const captured = capture({ streams, onError, closeTimeout: 100 })
  const run = (create: CreateApp): CreateApp => {
    return async (api) => {
      const entry = await create(api)
      return isEntry(entry) ? () => entry(serverOf(server)) : entry
    }
  }
  const application = createApplication(run(createApp), { buildTimeout: 1_000, ...others, capture: captured })
  const { reloader } = application
  const close = async (): Promise<void> => await captured.close()
  const end = async (): Promise<void> => {
    opened.stop()
    await close()
    await reloader.stop()
  }
  await reloader.start()
  const [address] = captured.addresses
  const [real] = opened.servers
  if (reloader.failure || !address || !real) {
    await end()
    throw reloader.failure ?? new Error('no port is open')
  }
  return {
    ...application,
    swap: async (next) => await application.swap(next && run(next)),
    listener: {
      server: real,
      listen: (): Promise<ListenAddress> => Promise.resolve(address),
      close,
      [Symbol.asyncDispose]: close,
    },
    url: address.url.replace(/^https:/, 'http:'),
    port: address.port,
    [Symbol.asyncDispose]: end,
  }
}

/**
 * What stands in for a binding: it runs an entry as the reloader does, and mounts what listens then.
 *
 * @param name of the framework
 */
export function bindingOf(name: string, capabilities: ServerCapabilities): ServerBinding<Entry> {
  return {
    name: `capture of ${name}`,
    capabilities: { shutdownHooks: true, ...capabilities },
    async mount(entry): Promise<Mounted> {
      const captured = capture({ closeTimeout: 100 })
      const { reloader } = createApplication(() => entry)
      const aborted = new AbortController()
      const { signal } = aborted
      const application = captured.begin({ generation: 1, reloader, signal, disposeTimeout: 1_000 })
      const timer = setTimeout(() => aborted.abort(noEntry('it does not listen')), 200)
      try {
        if (!isEntry(entry)) throw noEntry(typeof entry)
        application.run(() => entry(createServer()))
        const mounted = await application.mount()
        return {
          ...mounted,
          async close() {
            await mounted.close?.()
            await captured.close()
          },
        }
      } catch (error) {
        await application.release()
        throw error
      } finally {
        clearTimeout(timer)
      }
    },
  }
}

function noEntry(message: string): HotseatError {
  return new HotseatError({ code: 'TEST_NO_ENTRY', message })
}

/** A new server, as the one that a rule serves with. */
function serverOf(model: HttpServer | undefined): HttpServer {
  const protocol = model && protocolOf(model)
  if (!model || !protocol) return createServer()
  const server = serverLike(model, protocol)
  adoptSettings(server, model)
  return server
}

/** The servers that really open a port from now on, as Node tells of them. */
function listeningServers(): { readonly servers: readonly HttpServer[]; stop(): void } {
  const servers: HttpServer[] = []
  const hear = (message: unknown): void => {
    if (typeof message !== 'object' || message === null || !('server' in message)) return
    if (isHttpServer(message.server)) servers.push(message.server)
  }
  subscribe('tracing:net.server.listen:asyncEnd', hear)
  return { servers, stop: () => void unsubscribe('tracing:net.server.listen:asyncEnd', hear) }
}

function isHttpServer(value: unknown): value is HttpServer {
  return value instanceof NetServer && protocolOf(value) !== undefined
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'function'
}
