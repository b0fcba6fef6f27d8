import type { IncomingMessage } from 'node:http'
import { sideTable, type Lease } from '@hotseat/core'

/** The requests of mounted applications. Others in the process, of the user's own, are none of our concern. */
const leases = sideTable<Pick<Lease<unknown>, 'hold'>>()

/** The lease of a request is to be held, beyond its response, until every function that is called with it has settled. */
export function holdWhileHandled(request: IncomingMessage, lease: Lease<unknown>): void {
  leases.set(request, lease)
}

/** Replaces each function in a record, or in an array, by one that holds the lease of the request it is called with. */
export function holdEach(functions: object): void {
  for (const [name, value] of Object.entries(functions)) Reflect.set(functions, name, holding(value))
}

/** A function as it was, its name, length and kind included, that holds. Anything else as it is. */
export function holding(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(holding)
  if (typeof value !== 'function') return value
  return new Proxy(value, {
    apply(target, self, args: readonly unknown[]) {
      const result: unknown = Reflect.apply(target, self, args)
      // A reply is thenable as well, and settles with its response.
      if (!isThenable(result) || args.includes(result)) return result
      const lease = leaseAmong(args)
      if (!lease) return result
      // Some thenables do their work anew for each `then`: Fastify gets the promise that we have asked.
      const promise = Promise.resolve(result)
      // One step later than Fastify, which goes on to the next function in the step in which this one settles.
      lease.hold(promise.then(ignore, ignore))
      return promise
    },
  })
}

/** Fastify hands a function its own request, beside the reply, an error, a payload or a WebSocket. */
function leaseAmong(args: readonly unknown[]): Pick<Lease<unknown>, 'hold'> | undefined {
  for (const arg of args) {
    const raw: unknown = typeof arg === 'object' && arg !== null ? Reflect.get(arg, 'raw') : undefined
    const lease = typeof raw === 'object' && raw !== null ? leases.get(raw) : undefined
    if (lease) return lease
  }
  return undefined
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

function ignore(): void {}
