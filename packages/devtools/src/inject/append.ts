import type { ServerResponse } from 'node:http'
import { bytesOf, chunkOf, extendsAscii, sizeOf, type Chunk } from './chunk.ts'
import type { Head } from './head.ts'
import { methodOf, replaceMethod } from './method.ts'
import { onHead } from './on-head.ts'
import { ofTheBytes, type Plan } from './plan.ts'
import { Recoding } from './recoding.ts'

export interface AppendOptions {
  readonly response: ServerResponse
  readonly plan: (head: Head) => Plan
  /** A body was not what its head said, and was broken off. */
  readonly failed: (encoding: string, cause: unknown) => void
}

/**
 * Appends a tag to a response, if its head turns out to allow it.
 *
 * It stands behind the last byte. There nothing has to be searched for, so nothing is held back, however the page comes; and
 * what follows `</html>` a browser puts into the body, as the standard says ("after after body": anything else).
 */
export function append({ response, plan, failed }: AppendOptions): void {
  const write = methodOf(response, 'write')
  const end = methodOf(response, 'end')
  const isHead = response.req.method === 'HEAD'
  let tag = ''
  let recoding: Recoding | undefined
  /** For the application: what it gave is still being encoded. */
  let isEnded = false
  /** Of a body that is given as a whole, before its head is written. */
  let whole: number | undefined

  onHead(response, (head) => {
    const planned = plan(head)
    tag = ''
    recoding = undefined
    if (planned.kind === 'append') {
      const { encoding, policy } = planned
      tag = planned.tag
      if (policy !== undefined) head.set('content-security-policy', policy)
      for (const name of ofTheBytes) head.remove(name)
      if (encoding) {
        recoding = new Recoding({
          response,
          encoding,
          tag,
          write,
          end,
          failed: (cause) => failed(encoding.name, cause),
        })
        head.remove('content-length')
      } else lengthen(head, tag.length)
    }
    // As Node's own `end` would have: it is what it takes for a length where the head names none.
    if (whole !== undefined && !recoding) Reflect.set(response, '_contentLength', whole + tag.length)
  })

  /** The head decides where what follows goes. */
  function writeHeadFirst(chunk: Chunk, isLast: boolean): void {
    if (response.headersSent || response.writableEnded) return
    if (isLast) whole = sizeOf(chunk)
    response.writeHead(response.statusCode)
  }

  replaceMethod(response, 'write', (...parameters) => {
    const chunk = chunkOf(parameters)
    if (chunk?.data === undefined) return write(...parameters)
    writeHeadFirst(chunk, false)
    return recoding && !isHead ? recoding.write(chunk) : write(...parameters)
  })

  replaceMethod(response, 'end', (...parameters) => {
    const chunk = chunkOf(parameters)
    if (isEnded) return response
    if (!chunk || response.writableEnded) return end(...parameters)
    writeHeadFirst(chunk, true)
    const isOver = isHead || tag === ''
    if (isOver) return end(...parameters)
    const rest = tag
    tag = ''
    if (recoding) {
      isEnded = true
      Object.defineProperty(response, 'writableEnded', { get: () => true, configurable: true })
      recoding.end(chunk)
      return response
    }
    if (typeof chunk.data === 'string' && extendsAscii(chunk.encoding))
      return end(chunk.data + rest, chunk.encoding, chunk.done)
    if (sizeOf(chunk) > 0) write(bytesOf(chunk))
    return end(rest, 'latin1', chunk.done)
  })
}

function lengthen(head: Head, by: number): void {
  const length = head.get('content-length')
  if (length !== undefined && /^\d+$/.test(length)) head.set('content-length', String(Number(length) + by))
}
