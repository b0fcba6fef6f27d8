import { onTestFinished } from 'vitest'

/** Where a handler under test stops until the test lets it go on. */
export interface Gate {
  /** For the handler: says that it is here, and waits. */
  pass(): Promise<void>
  /** For the test: resolves when a handler is here. */
  readonly reached: Promise<void>
  open(): void
}

export function gate(): Gate {
  const reached = Promise.withResolvers<void>()
  const opened = Promise.withResolvers<void>()
  onTestFinished(() => opened.resolve())
  return {
    pass() {
      reached.resolve()
      return opened.promise
    },
    reached: reached.promise,
    open: opened.resolve,
  }
}
