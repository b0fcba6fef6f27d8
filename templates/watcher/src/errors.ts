import { HotseatError, messageOf } from '@hotseat/core'

/** Every error that this package raises. */
export const errors = {
  notCovered: (path: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_WATCH_NOT_COVERED',
      message: `Changes in ${path} will not be noticed: ${messageOf(cause)}. Make it readable, or ignore it.`,
      cause,
    }),
}
