import { onTestFinished } from 'vitest'

/** Something to wait for. */
export interface Gate {
  readonly opened: Promise<void>
  open(): void
}

/** Open at the end of the test at the latest. */
export function gate(): Gate {
  const { promise, resolve } = Promise.withResolvers<void>()
  onTestFinished(() => resolve())
  return { opened: promise, open: resolve }
}
