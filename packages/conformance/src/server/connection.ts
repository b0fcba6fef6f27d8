import { connect, type Socket } from 'node:net'
import { patiently } from '../settlement.ts'

/** A client that speaks bytes, so that a test decides when which of them are sent. */
export interface Connection extends Disposable {
  readonly socket: Socket
  readonly received: string
  write(text: string): void
  /** Resolves with all that was received once it matches; rejects when the connection closes before. */
  until(pattern: RegExp): Promise<string>
  /** Resolves with all that was received when the server has closed its half, in whatever way. */
  closed(): Promise<string>
}

/** Milliseconds for what a server on this machine does at once. */
const patience = 3_000

/** Half open on purpose: a test that wants to end its half does so. */
export async function openConnection(port: number): Promise<Connection> {
  const opened = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<string>()
  const waiting = new Set<() => void>()
  let received = ''
  let isClosed = false
  const look = (): void => {
    for (const one of waiting) one()
  }
  const end = (): void => {
    isClosed = true
    look()
    closed.resolve(received)
  }
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, opened.resolve)
  socket.on('error', opened.reject)
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    received += chunk
    look()
  })
  socket.on('end', end)
  socket.on('close', end)
  await opened.promise
  return {
    socket,
    get received() {
      return received
    },
    write: (text) => void socket.write(text),
    async until(pattern) {
      const { promise, resolve, reject } = Promise.withResolvers<string>()
      const check = (): void => {
        if (pattern.test(received)) resolve(received)
        else if (isClosed) reject(new Error(`closed before ${String(pattern)}: ${JSON.stringify(received)}`))
      }
      waiting.add(check)
      check()
      try {
        return await patiently(patience, promise, () => `an answer like ${String(pattern)}`)
      } finally {
        waiting.delete(check)
      }
    },
    closed: () => patiently(patience, closed.promise, () => 'the end of the connection'),
    [Symbol.dispose]: () => void socket.destroy(),
  }
}

/** A request's head, complete. */
export function get(path: string, ...headers: readonly string[]): string {
  return [`GET ${path} HTTP/1.1`, 'Host: localhost', ...headers, '', ''].join('\r\n')
}

/** The head of a request for another protocol. */
export const upgradeRequest = get('/upgrade', 'Connection: Upgrade', 'Upgrade: bytes')
