import { request, type IncomingMessage } from 'node:http'
import { onTestFinished } from 'vitest'
import type { Served } from './served.ts'

/** An event stream as a page follows it. */
export interface Following {
  readonly response: IncomingMessage
  /** Begins to read, where that was put off. */
  read(): void
  /** All that has come. */
  readonly received: string
  /** Resolves when it has come. */
  until(pattern: RegExp): Promise<void>
  /** Resolves when the server has ended it, in whatever way. */
  readonly ended: Promise<void>
}

/** Characters that an event takes, at most. */
const longest = 100_000

/** @param reads whether what comes is read at once */
export async function followEvents(served: Served, audience: 'page' | 'inspector', reads = true): Promise<Following> {
  const { token } = JSON.parse(
    (await served.askAsPage('/__hotseat/session', { method: 'POST', body: '{}', headers: { origin: served.url } }))
      .text,
  )
  const answered = Promise.withResolvers<IncomingMessage>()
  const asking = request(`${served.url}/__hotseat/events?for=${audience}`, {
    agent: false,
    headers: { 'x-hotseat-token': token },
  })
  asking.on('response', answered.resolve)
  asking.on('error', answered.reject)
  asking.end()
  onTestFinished(() => void asking.destroy())
  const response = await answered.promise
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  response.on('close', resolve)
  response.on('error', () => resolve())
  const chunks: string[] = []
  const waiting = new Set<() => void>()
  let tail = ''
  const read = (): void => {
    response.setEncoding('utf8').on('data', (chunk: string) => {
      chunks.push(chunk)
      tail = (tail + chunk).slice(-longest)
      for (const look of waiting) look()
    })
  }
  if (reads) read()
  return {
    response,
    read,
    get received() {
      return chunks.join('')
    },
    async until(pattern) {
      const come = Promise.withResolvers<void>()
      const look = (): void => {
        if (pattern.test(tail)) come.resolve()
      }
      waiting.add(look)
      look()
      const timer = setTimeout(() => come.reject(new Error(`nothing like ${String(pattern)} came`)), 10_000)
      await come.promise.finally(() => {
        clearTimeout(timer)
        waiting.delete(look)
      })
    },
    ended,
  }
}
