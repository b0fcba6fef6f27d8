import type { Duplex } from 'node:stream'

type Listener = (...given: unknown[]) => void

/** A connection, as an application is shown it. */
export interface StandIn {
  readonly socket: Duplex
  /** Takes away what the application listens to on it: the connection goes on for other generations. */
  letGo(): void
}

/**
 * What an application is shown of a connection that it did not open: everything of it, but that it is not the
 * application's to end. Those that keep account of their connections end them all as they shut down, and the next
 * generation's requests come over the same ones; here they hear that it is closed, and it goes on.
 */
export function standInFor(socket: Duplex): StandIn {
  const listeners: (readonly [event: string, listener: Listener])[] = []
  let isClosed = false
  const close = (): Duplex => {
    if (isClosed) return standIn
    isClosed = true
    for (const [event, listener] of listeners) if (event === 'close') listener(false)
    return standIn
  }
  const listen =
    (native: Function) =>
    (event: string, listener: Listener): Duplex => {
      listeners.push([event, listener])
      Reflect.apply(native, socket, [event, listener])
      return standIn
    }
  const standIn: Duplex = Object.create(socket, {
    destroyed: { get: () => isClosed || socket.destroyed },
  })
  for (const name of ['destroy', 'destroySoon', 'end', 'resetAndDestroy'])
    Object.defineProperty(standIn, name, { value: close })
  for (const name of ['on', 'once', 'addListener']) {
    const native: unknown = Reflect.get(socket, name)
    if (typeof native === 'function') Object.defineProperty(standIn, name, { value: listen(native) })
  }
  return {
    socket: standIn,
    letGo() {
      for (const [event, listener] of listeners.splice(0)) socket.off(event, listener)
    },
  }
}
