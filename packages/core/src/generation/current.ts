import { AsyncLocalStorage } from 'node:async_hooks'
import { actAs } from './actor.ts'
import type { Lease } from './lease.ts'

const key = Symbol.for('hotseat.current')

// One storage for the process, so that a second copy of this package gives the same answer.
const storage: AsyncLocalStorage<Lease<unknown>> = ((): AsyncLocalStorage<Lease<unknown>> => {
  const present: unknown = Reflect.get(globalThis, key)
  if (present instanceof AsyncLocalStorage) return present
  const created = new AsyncLocalStorage<Lease<unknown>>()
  Reflect.set(globalThis, key, created)
  return created
})()

/**
 * The lease of the request that is being answered: that request's own generation, never a newer one, also after awaits.
 * Undefined outside of a request, and in production.
 *
 * @example console.log(`answered by generation ${current()?.generation}`)
 */
export function current(): Lease<unknown> | undefined {
  return storage.getStore()
}

/** Runs `work` with `lease` as the current one. */
export function runWith<Result>(lease: Lease<unknown>, work: () => Result): Result {
  return storage.run(lease, work)
}

/** Runs `work` with no current lease, as the process's own: what it starts belongs to no request, and to no generation. */
export function runOutside<Result>(work: () => Result): Result {
  return storage.exit(() => actAs(undefined, work))
}
