import { HotseatError, messageOf } from '@hotseat/core'

/** Every error that this package raises, but for core's `HOTSEAT_CONTAINER_DISPOSED`. */
export const errors = {
  metadata: (name: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_TSYRINGE_METADATA',
      message: `tsyringe does not know what the constructor of ${name} takes. Put @injectable() on that class. If it is there, the types are not emitted: set "experimentalDecorators": true and "emitDecoratorMetadata": true in tsconfig.json, or name each dependency with @inject().`,
      cause,
    }),
  noReflection: (cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_TSYRINGE_REFLECT',
      message: `tsyringe found no metadata reflection. Make import 'reflect-metadata' the first line of the application's entry (and npm install reflect-metadata).`,
      cause,
    }),
  notImported: (cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_TSYRINGE_IMPORT',
      message: `The application's tsyringe could not be imported: ${messageOf(cause)} Is it installed where the application is? npm install tsyringe reflect-metadata`,
      cause,
    }),
  unsupported: (lacking: readonly string[]) =>
    new HotseatError({
      code: 'HOTSEAT_TSYRINGE_UNSUPPORTED',
      message: `This tsyringe cannot be used: it lacks ${lacking.join(', ')}. Versions 4.7 to 4.10 are known to work: npm install tsyringe@^4.10.0`,
    }),
  notPerGeneration: (generation: number) =>
    new HotseatError({
      code: 'HOTSEAT_TSYRINGE_SHARED',
      message: `Generation ${generation} was given the tsyringe of an earlier generation, so their registrations would mix. The module loader must instantiate the packages that the container factory lists in perGeneration anew each time.`,
    }),
}
