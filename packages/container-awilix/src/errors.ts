import { HotseatError, messageOf } from '@hotseat/core'

/** Every error that this package raises, but for core's `HOTSEAT_CONTAINER_DISPOSED`. */
export const errors = {
  notImported: (cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_AWILIX_IMPORT',
      message: `The application's awilix could not be imported: ${messageOf(cause)} Is it installed where the application is? npm install awilix`,
      cause,
    }),
  unsupported: (lacking: string) =>
    new HotseatError({
      code: 'HOTSEAT_AWILIX_UNSUPPORTED',
      message: `This awilix cannot be used: it lacks ${lacking}. Version 13 is known to work: npm install awilix@^13.0.5`,
    }),
}
