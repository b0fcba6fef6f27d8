import { setTimeout } from 'node:timers/promises'

/** What a promise rejected with. */
export async function rejectionOf(work: Promise<unknown>, what: string): Promise<unknown> {
  try {
    await work
  } catch (error) {
    return error
  }
  throw new Error(`${what} did not reject`)
}

/** @throws {Error} when it takes longer, in milliseconds; what is under way then goes on */
export async function within<Value>(patience: number, work: Promise<Value>, what: string): Promise<Value> {
  const ended = new AbortController()
  const late = setTimeout(patience, undefined, { signal: ended.signal }).then(() => {
    throw new Error(`${what} did not settle within ${patience} ms`)
  })
  // It is aborted in the end.
  late.catch(() => undefined)
  try {
    return await Promise.race([work, late])
  } finally {
    ended.abort()
  }
}
