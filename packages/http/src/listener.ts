import type { HotseatError, Lease } from '@hotseat/core'
import type { Server as NetServer } from 'node:net'
import { createAdmission } from './admission.ts'
import { Connections } from './connections.ts'
import { createDispatcher } from './dispatcher.ts'
import { http } from './builtins.ts'
import { errors } from './errors.ts'
import type { Exchange } from './exchange.ts'
import { addressOf, startListening, stopListening } from './listening.ts'
import { createPaths } from './paths.ts'
import type { HttpServer, ListenAddress, Listener, ListenerOptions } from './options.ts'

/**
 * Makes the listener that hands each request, and each upgrade, to the seated generation, under a lease that is taken
 * as it arrives. Nothing happens before `listen()`.
 *
 * @example
 * const listener = createListener({ reloader, port: 5000 })
 * const { url } = await listener.listen()
 */
export function createListener<Api>(options: ListenerOptions<Api>): Listener {
  const { reloader, streams = 'hold', closeTimeout = 5_000 } = options
  const opening = options.open ?? { port: options.port ?? 0, host: options.host ?? '127.0.0.1' }
  const onError = options.onError ?? ((error: HotseatError): void => console.error(error))
  const server: HttpServer = options.server ?? createOwnServer()
  // Each kind of server types its events in its own way; what arrives is the same.
  const events: NetServer = server
  const connections = new Connections(server)
  const admission = createAdmission({
    reloader,
    freshness: options.freshness ?? 'serve',
    holdTimeout: options.holdTimeout ?? 10_000,
  })
  const mountedOf = options.mounted ?? (({ mounted }: Lease<Api>) => mounted)
  const dispatcher = createDispatcher({
    reloader,
    admission,
    connections,
    reserved: options.reserved,
    prepare: options.prepare,
    paths: createPaths(options.root),
    mountedOf,
    report,
  })
  let opened: Promise<ListenAddress> | undefined
  let closing: Promise<void> | undefined
  let isPortOurs = false
  const stopFollowing: (() => void)[] = []

  // A reporter that throws would end the process from within an event listener.
  function report(error: HotseatError): void {
    try {
      onError(error)
    } catch (thrown) {
      console.error(error, thrown)
    }
  }

  function serverFailed(cause: unknown): void {
    report(errors.serverFailed(cause))
  }

  function exchangesOf(generation: number): Exchange[] {
    return [...connections.exchanges()].filter((exchange) => exchange.generation === generation)
  }

  function endStreams(exchanges: Iterable<Exchange>): void {
    for (const exchange of exchanges) if (exchange.isStream) exchange.end()
  }

  function attach(): void {
    connections.attach()
    events.on('request', dispatcher.request)
    events.on('upgrade', dispatcher.upgrade)
    if (!options.server) events.on('error', serverFailed)
    stopFollowing.push(
      reloader.on('swap', ({ retired }) => {
        if (streams === 'close' && retired !== undefined) endStreams(exchangesOf(retired))
      }),
      // It comes as the signals of its leases fire. To listen to each of those costs 4 µs a request, of the 20 that a
      // plain one takes in all.
      reloader.on('drained', ({ generation, forced }) => {
        if (forced > 0) for (const exchange of exchangesOf(generation)) exchange.destroy()
      }),
    )
  }

  function takeNoMore(): void {
    events.off('request', dispatcher.request)
    events.off('upgrade', dispatcher.upgrade)
  }

  function detach(): void {
    takeNoMore()
    events.off('error', serverFailed)
    connections.detach()
    for (const stop of stopFollowing) stop()
  }

  async function open(): Promise<ListenAddress> {
    if (!server.listening) {
      await startListening(server, opening)
      isPortOurs = true
    }
    attach()
    return addressOf(server, isPortOurs ? opening.host : undefined)
  }

  async function shut(): Promise<void> {
    const [outcome] = await Promise.allSettled([opened])
    if (outcome.status === 'rejected' || outcome.value === undefined) return
    if (streams === 'close') endStreams(connections.exchanges())
    const timer = setTimeout(() => connections.destroy(isPortOurs), closeTimeout)
    if (isPortOurs) {
      const closed = stopListening(server)
      connections.close()
      await closed
    } else {
      takeNoMore()
      await connections.idle()
    }
    clearTimeout(timer)
    detach()
  }

  function close(): Promise<void> {
    closing ??= shut()
    return closing
  }

  return {
    server,
    listen() {
      if (closing) return Promise.reject(errors.listenerClosed())
      opened ??= open().catch((error: unknown) => {
        opened = undefined
        throw error
      })
      return opened
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Node 24.9 asks which offers of another protocol to take up. HTTP/2 in clear text is declined, so such a client is answered in HTTP/1. */
function createOwnServer(): HttpServer {
  return http.createServer({ shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() !== 'h2c' })
}
