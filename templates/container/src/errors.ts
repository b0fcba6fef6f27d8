import { HotseatError } from '@hotseat/core'

/** Every error that this package raises. */
export const errors = {
  disposed: (generation: number) =>
    new HotseatError({
      code: 'HOTSEAT_CONTAINER_DISPOSED',
      message: `The container of generation ${generation} has been disposed: nothing can be resolved from it any more. Take the next one from the next request.`,
    }),
}
