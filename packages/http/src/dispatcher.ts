import type { HotseatError, Lease, Mounted, Reloader } from '@hotseat/core'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Admission } from './admission.ts'
import type { Connections } from './connections.ts'
import { errors } from './errors.ts'
import { ResponseExchange, SocketExchange, type Exchange } from './exchange.ts'
import type { Prepare, Reserved } from './options.ts'
import type { Paths } from './paths.ts'
import { refuse, refuseTersely, refuseUpgrade } from './refusal.ts'
import { territoryOf, type Territory } from './reserved.ts'

export interface DispatcherOptions<Api> {
  readonly reloader: Reloader<Api>
  readonly admission: Admission
  readonly connections: Connections
  readonly reserved: Reserved | undefined
  readonly prepare: Prepare | undefined
  /** What leaves of a failure. */
  readonly paths: Paths
  readonly mountedOf: (lease: Lease<Api>) => Mounted | undefined
  readonly report: (error: HotseatError) => void
}

/** What becomes of everything that arrives: the listeners for `request` and `upgrade`. They never throw. */
export interface Dispatcher {
  readonly request: (request: IncomingMessage, response: ServerResponse) => void
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
}

export function createDispatcher<Api>(options: DispatcherOptions<Api>): Dispatcher {
  const { reloader, admission, connections, reserved, prepare, paths, mountedOf, report } = options

  function territory({ url = '/' }: IncomingMessage): Territory {
    return reserved ? territoryOf(url, reserved.prefix) : 'application'
  }

  /** Calls back when there is nothing to wait for: at once, in the same step, if so now; never once the client has left. */
  function admitted(request: IncomingMessage, go: () => void): void {
    const waiting = admission.wait()
    if (!waiting) return go()
    void waiting.then(() => (request.socket.destroyed ? undefined : go()))
  }

  function prepared(request: IncomingMessage, response: ServerResponse, generation: number | undefined): void {
    try {
      prepare?.(request, response, generation)
    } catch (cause) {
      // The application answers all the same.
      report(errors.prepareFailed(nameOf(request), cause))
    }
  }

  function answer(request: IncomingMessage, response: ServerResponse, exchange: Exchange): void {
    const refusal = admission.refusal()
    if (refusal) {
      if (reloader.seat.kind === 'stopped') exchange.isLast()
      prepared(request, response, undefined)
      return refuse(request, response, { status: 503, error: refusal, paths })
    }
    const lease = reloader.lease(request, response)
    exchange.generation = lease.generation
    prepared(request, response, lease.generation)
    const mounted = mountedOf(lease)
    if (!mounted) return refuse(request, response, { status: 503, error: errors.nothingMounted(), paths })
    perform(
      () => lease.run(() => mounted.handle(request, response)),
      (cause) => {
        const error = errors.handlerFailed(nameOf(request), cause)
        report(error)
        abandon(response, () => refuse(request, response, { status: 500, error, paths }))
      },
      lease,
    )
  }

  function answerUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, exchange: Exchange): void {
    const refusal = admission.refusal()
    if (refusal) return refuseUpgrade(socket, 503, paths.strip(refusal.message))
    const lease = reloader.lease(request, socket)
    exchange.generation = lease.generation
    const mounted = mountedOf(lease)
    if (!mounted?.upgrade) return refuseUpgrade(socket, 501)
    perform(
      () => lease.run(() => mounted.upgrade?.(request, socket, head)),
      (cause) => {
        report(errors.handlerFailed(nameOf(request), cause))
        socket.destroy()
      },
      lease,
    )
  }

  return {
    request(request, response) {
      const exchange = new ResponseExchange(response)
      connections.begin(exchange, request.socket, response)
      const whose = territory(request)
      if (whose === 'application') return admitted(request, () => answer(request, response, exchange))
      if (whose === 'malformed' || !reserved) return refuseTersely(response, 400)
      perform(
        () => reserved.handle(request, response),
        (cause) => {
          report(errors.reservedFailed(nameOf(request), cause))
          abandon(response, () => refuseTersely(response, 500))
        },
      )
    },
    upgrade(request, socket, head) {
      const exchange = new SocketExchange(socket)
      connections.begin(exchange, socket, socket)
      const whose = territory(request)
      if (whose === 'application') return admitted(request, () => answerUpgrade(request, socket, head, exchange))
      if (whose === 'malformed' || !reserved) return refuseUpgrade(socket, 400)
      if (!reserved.upgrade) return refuseUpgrade(socket, 501)
      perform(
        () => reserved.upgrade?.(request, socket, head),
        (cause) => {
          report(errors.reservedFailed(nameOf(request), cause))
          socket.destroy()
        },
      )
    },
  }
}

/** Runs `work`, which may be asynchronous; the lease is held until it and, if it fails, `failed` are done. */
function perform(work: () => unknown, failed: (cause: unknown) => void, lease?: Lease<unknown>): void {
  try {
    const result = work()
    if (!isThenable(result)) return
    const settled = Promise.resolve(result).catch(failed)
    lease?.hold(settled)
  } catch (cause) {
    failed(cause)
  }
}

/** A response that nobody completes any more: `refusing` answers if nothing was sent yet, else it is broken off. */
function abandon(response: ServerResponse, refusing: () => void): void {
  if (response.writableEnded || response.destroyed) return
  if (response.headersSent) response.destroy()
  else refusing()
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

/** Without the query, which may hold what does not belong in a log. */
function nameOf({ method, url }: IncomingMessage): string {
  return `${method} ${url?.split('?', 1)[0]}`
}
