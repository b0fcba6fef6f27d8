/** Where a handler stops until the test lets it go on. */
export interface Gate extends Disposable {
  /** For the handler: says that it is here, and waits. */
  pass(): Promise<void>
  /** For the test: resolves when a handler is here. */
  readonly reached: Promise<void>
  open(): void
}

/** Opened in the end, whatever happens. */
export function gate(): Gate {
  const reached = Promise.withResolvers<void>()
  const opened = Promise.withResolvers<void>()
  return {
    pass() {
      reached.resolve()
      return opened.promise
    },
    reached: reached.promise,
    open: () => opened.resolve(),
    [Symbol.dispose]: () => opened.resolve(),
  }
}
