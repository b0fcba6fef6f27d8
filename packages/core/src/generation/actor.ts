import { AsyncLocalStorage } from 'node:async_hooks'

const key = Symbol.for('hotseat.actor')

// One storage for the process, so that a second copy of this package gives the same answer.
const storage: AsyncLocalStorage<object | undefined> = ((): AsyncLocalStorage<object | undefined> => {
  const present: unknown = Reflect.get(globalThis, key)
  if (present instanceof AsyncLocalStorage) return present
  const created = new AsyncLocalStorage<object | undefined>()
  Reflect.set(globalThis, key, created)
  return created
})()

/** Whose doing it is what the code that runs now does to the process; undefined: the process's own. */
export function actor(): object | undefined {
  return storage.getStore()
}

/** Runs `work`, and whatever it starts, as the doing of `who`; without it, as the process's own. */
export function actAs<Result>(who: object | undefined, work: () => Result): Result {
  return storage.run(who, work)
}
