/** Collects what nobody handles until it is disposed, and keeps it from whoever listens for it else. */
export function isolateRejections(): Disposable & { readonly unhandled: readonly unknown[] } {
  const unhandled: unknown[] = []
  const others = process.listeners('unhandledRejection')
  const listen = (reason: unknown): void => void unhandled.push(reason)
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', listen)
  return {
    unhandled,
    [Symbol.dispose]() {
      process.off('unhandledRejection', listen)
      for (const other of others) process.on('unhandledRejection', other)
    },
  }
}
