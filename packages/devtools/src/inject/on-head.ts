import type { ServerResponse } from 'node:http'
import { Head } from './head.ts'
import { methodOf, replaceMethod } from './method.ts'

/**
 * Calls `look` once, when the head of a response is written, by whatever way: each of Node's leads through `writeHead`. It may
 * change the head.
 */
export function onHead(response: ServerResponse, look: (head: Head) => void): void {
  const writeHead = methodOf(response, 'writeHead')
  let isOver = false
  replaceMethod(response, 'writeHead', (...parameters) => {
    // A second one is an error, and Node's to throw.
    if (isOver || response.headersSent) return writeHead(...parameters)
    const head = new Head(response, parameters)
    isOver = true
    look(head)
    return writeHead(...head.parameters)
  })
}
