import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A client that speaks bytes, so that a test decides when which of them are sent. */
export interface RawConnection {
  readonly socket: Socket
  readonly received: string
  write(text: string): void
  /** Resolves with all that was received once it matches; rejects when the connection closes before. */
  until(pattern: RegExp): Promise<string>
  /** Resolves with all that was received when the connection has closed, in whatever way. */
  readonly closed: Promise<string>
}

export async function rawConnection(port: number): Promise<RawConnection> {
  const opened = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<string>()
  const waiting = new Set<() => void>()
  let received = ''
  let isClosed = false
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, opened.resolve)
  socket.on('error', opened.reject)
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    received += chunk
    for (const look of waiting) look()
  })
  // Half open on purpose: a test that wants to end its half does so.
  socket.on('end', () => {
    isClosed = true
    for (const look of waiting) look()
    closed.resolve(received)
  })
  socket.on('close', () => {
    isClosed = true
    for (const look of waiting) look()
    closed.resolve(received)
  })
  onTestFinished(() => void socket.destroy())
  await opened.promise
  return {
    socket,
    get received() {
      return received
    },
    write(text) {
      socket.write(text)
    },
    async until(pattern) {
      const { promise, resolve, reject } = Promise.withResolvers<string>()
      const look = (): void => {
        if (pattern.test(received)) resolve(received)
        else if (isClosed) reject(new Error(`closed before ${String(pattern)}: ${JSON.stringify(received)}`))
      }
      waiting.add(look)
      look()
      try {
        return await promise
      } finally {
        waiting.delete(look)
      }
    },
    closed: closed.promise,
  }
}

/** A request's head, complete. */
export function get(path: string, ...headers: string[]): string {
  return [`GET ${path} HTTP/1.1`, 'Host: localhost', ...headers, '', ''].join('\r\n')
}
