import type { ServerResponse } from 'node:http'
import { Head } from './head.ts'
import { methodOf, replaceMethod } from './method.ts'

/**
 * Calls `look` when the head of a response is written, by whatever way: each of Node's leads through `writeHead`. It may change the
 * head. It is called again only if the head could not be written so, and another is.
 */
export function onHead(response: ServerResponse, look: (head: Head) => void): void {
  const writeHead = methodOf(response, 'writeHead')
  replaceMethod(response, 'writeHead', (...parameters) => {
    // A second one is an error, and Node's to throw.
    if (response.headersSent) return writeHead(...parameters)
    const head = new Head(response, parameters)
    look(head)
    try {
      return writeHead(...head.parameters)
    } catch (error) {
      head.undo()
      throw error
    }
  })
}
