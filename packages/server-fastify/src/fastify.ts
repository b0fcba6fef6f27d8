import { Server } from 'node:net'
import { disposeInOrder, type ServerBinding } from '@hotseat/core'
import type { FastifyInstance } from 'fastify'
import { errors } from './errors.ts'
import { listeningOf, observeInstances } from './instances.ts'
import { holdWhileHandled } from './running-functions.ts'

/** Milliseconds for the hooks of an instance that did not become ready; half of it for what hangs. As in core. */
const disposeTimeout = 10_000

/** How many generations have an instance mounted: more than one where `createApp` returns that of a module that is carried. */
const mounts = new WeakMap<object, number>()

/**
 * Serves what `createApp` returns when that is a Fastify 5 instance, once it is `ready()`; it never listens. Upgrades go
 * to the listeners that it has on its own `server`, which is where `@fastify/websocket` awaits them. The instance is
 * closed with its generation, after the last request.
 *
 * To be called before the application is made, so that asynchronous handlers and hooks can hold their generation.
 *
 * @throws {HotseatError} `HOTSEAT_FASTIFY_NOT_AN_APPLICATION`, `HOTSEAT_FASTIFY_NOT_READY`, `HOTSEAT_FASTIFY_LISTENS`,
 *   when it is mounted
 * @example
 * const reloader = createReloader({ entry: 'src/app.ts', server: fastify(), … })
 */
export function fastify(): ServerBinding<FastifyInstance> {
  observeInstances()
  return {
    name: 'fastify',
    capabilities: { shutdownHooks: true },
    async mount(app, leaseOf) {
      if (!isApplication(app)) throw errors.notAnApplication(nameOf(app))
      const close = share(app)
      await makeReady(app).catch(async (error: unknown) => {
        const instance = { name: 'the Fastify instance', dispose: close }
        // What goes wrong now does not hide why it is closed.
        await disposeInOrder([instance], { timeout: disposeTimeout }).catch(() => undefined)
        throw error
      })
      const { server } = app
      return {
        handle(request, response) {
          holdWhileHandled(request, leaseOf(request))
          app.routing(request, response)
        },
        ...(server.listenerCount('upgrade') > 0 && {
          upgrade(request, socket, head) {
            holdWhileHandled(request, leaseOf(request))
            server.emit('upgrade', request, socket, head)
          },
        }),
        close,
      }
    },
  }
}

async function makeReady(app: FastifyInstance): Promise<void> {
  try {
    await app.ready()
  } catch (cause) {
    throw errors.notReady(cause)
  }
  const listening = listeningOf(app)
  // Not before it listens can it be closed.
  await Promise.allSettled([listening?.settled])
  if (listening || app.server.listening) throw errors.listens(listening?.call)
}

/** Returns how to let go of an instance: it is closed once the last generation that had it mounted does. */
function share(app: FastifyInstance): () => Promise<void> {
  mounts.set(app, (mounts.get(app) ?? 0) + 1)
  let closing: Promise<void> | undefined
  const letGo = async (): Promise<void> => {
    const left = (mounts.get(app) ?? 1) - 1
    mounts.set(app, left)
    if (left === 0) await app.close()
  }
  return () => {
    closing ??= letGo()
    return closing
  }
}

function isApplication(value: unknown): value is FastifyInstance {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['ready', 'routing', 'close'].every((name) => typeof Reflect.get(value, name) === 'function') &&
    Reflect.get(value, 'server') instanceof Server
  )
}

function nameOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (value instanceof Server) return 'a server'
  if (typeof value === 'string') return 'a string (the address that listen() resolves to, perhaps)'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
