import { HotseatError } from '@hotseat/core'

/** Every error that this package raises. */
export const errors = {
  notAnApplication: () =>
    new HotseatError({
      code: 'HOTSEAT_MYLIB_NOT_AN_APPLICATION',
      message: 'createApp() returned something else than an application of mylib. Return what new Router() gave.',
    }),
}
