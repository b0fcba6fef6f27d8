import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { sideTable, type Lease } from '@hotseat/core'

/**
 * Express's router publishes each call of a handler here, from version 2.3 of `router` on; an earlier one publishes
 * nothing. https://github.com/pillarjs/router#diagnostics
 */
const returned = 'tracing:express.router.request:end'
const settled = 'tracing:express.router.request:asyncEnd'

/** The requests of mounted applications. Others in the process, of the user's own, are none of our concern. */
const leases = sideTable<Pick<Lease<unknown>, 'hold'>>()
const running = sideTable<() => void>()
let holders = 0

/** The lease of a request is to be held, beyond its response, until every handler of it has settled. */
export function holdWhileHandled(request: IncomingMessage, lease: Lease<unknown>): void {
  leases.set(request, lease)
}

/** Listens to the router until the returned function is called; once for the process, however often this is. */
export function traceHandlers(): () => void {
  if (holders === 0) {
    subscribe(returned, handlerReturned)
    subscribe(settled, handlerSettled)
  }
  holders += 1
  let isTracing = true
  return () => {
    if (!isTracing) return
    isTracing = false
    holders -= 1
    if (holders > 0) return
    unsubscribe(returned, handlerReturned)
    unsubscribe(settled, handlerSettled)
  }
}

function handlerReturned(call: unknown): void {
  // One that has its result, or its error, by the time it returns was synchronous.
  if (!isCall(call) || 'result' in call || 'error' in call) return
  const lease = leases.get(call.req)
  if (!lease) return
  lease.hold(new Promise<void>((resolve) => running.set(call, resolve)))
}

function handlerSettled(call: unknown): void {
  if (isCall(call)) running.get(call)?.()
}

function isCall(message: unknown): message is { readonly req: object } {
  return (
    typeof message === 'object' &&
    message !== null &&
    'req' in message &&
    typeof message.req === 'object' &&
    message.req !== null
  )
}
