import type { Duplex } from 'node:stream'

type Listener = (...given: unknown[]) => void

/**
 * What an application is shown of a connection that it did not open: everything of it, but that it is not the
 * application's to end. Those that keep account of their connections end them all as they shut down, and the next
 * generation's requests come over the same ones; here they hear that it is closed, and it goes on.
 */
export function standInFor(socket: Duplex): Duplex {
  const closed = new Set<Listener>()
  let isClosed = false
  const close = (): Duplex => {
    if (!isClosed) for (const listener of closed) listener(false)
    isClosed = true
    return standIn
  }
  const listen =
    (native: Function) =>
    (event: unknown, listener: Listener): Duplex => {
      if (event === 'close') closed.add(listener)
      Reflect.apply(native, socket, [event, listener])
      return standIn
    }
  const standIn: Duplex = Object.create(socket, {
    destroyed: { get: () => isClosed || socket.destroyed },
  })
  for (const name of ['destroy', 'destroySoon', 'end', 'resetAndDestroy']) Reflect.set(standIn, name, close)
  for (const name of ['on', 'once', 'addListener']) {
    const native: unknown = Reflect.get(socket, name)
    if (typeof native === 'function') Reflect.set(standIn, name, listen(native))
  }
  return standIn
}
