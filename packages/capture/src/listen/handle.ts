import type { Server, AddressInfo } from 'node:net'

/**
 * What makes a server believe that it listens: the place where `net.Server` has what it opened. Its own code does the
 * rest as ever, from `address()` to `close()`; how it uses this is the same in Node 22 to 26
 * (https://github.com/nodejs/node/blob/v24.21.0/lib/net.js), and held by tests.
 */
export function pretendToListen(server: Server, address: AddressInfo | string | null, closed: () => void): void {
  const nothing = (): void => undefined
  const handle = {
    getsockname: (out: object): number => {
      Object.assign(out, address)
      return 0
    },
    ref: nothing,
    unref: nothing,
    hasRef: () => false,
    close: (done?: () => void): void => {
      closed()
      done?.()
    },
  }
  // A pipe's address is its name.
  if (typeof address === 'string') Reflect.set(server, '_pipeName', address)
  Reflect.set(server, '_handle', typeof address === 'string' ? { ...handle, getsockname: undefined } : handle)
}

/** One more, or one less, of what a server has in flight: it counts for `getConnections()` and holds `close()` up. */
export function countConnection(server: Server, change: 1 | -1): void {
  const count: unknown = Reflect.get(server, '_connections')
  Reflect.set(server, '_connections', (typeof count === 'number' ? count : 0) + change)
  const tellIfClosed: unknown = Reflect.get(server, '_emitCloseIfDrained')
  if (change < 0 && typeof tellIfClosed === 'function') Reflect.apply(tellIfClosed, server, [])
}
