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

/** Milliseconds between looks at a clock that stands still while the event loop does. */
const tick = 10

/**
 * The same, by a clock that goes only as fast as the event loop turns: on a machine that is busy with other things, what
 * is waited for has as many turns to come as on one that is not.
 *
 * @throws {Error} when it takes longer, in milliseconds
 */
export async function patiently<Value>(patience: number, work: Promise<Value>, what: () => string): Promise<Value> {
  let left = Math.ceil(patience / tick)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      left -= 1
      if (left <= 0) reject(new Error(`${what()} did not settle within ${patience} ms`))
    }, tick)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearInterval(timer)
  }
}
