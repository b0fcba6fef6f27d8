import { HotseatError, messageOf } from '@hotseat/core'

/** Every error that this package raises. */
export const errors = {
  disposed: (what: 'The container' | 'A scope', generation: number) =>
    new HotseatError({
      code: 'HOTSEAT_CONTAINER_DISPOSED',
      message: `${what} of generation ${generation} has been disposed: nothing can be resolved from it or registered in it any more. Do not keep a container beyond its request; take the next one from the next request.`,
    }),
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
