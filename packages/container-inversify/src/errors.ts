import { HotseatError, messageOf } from '@hotseat/core'

/** Every error that this package raises, but for core's `HOTSEAT_CONTAINER_DISPOSED`. */
export const errors = {
  metadata: (name: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_INVERSIFY_METADATA',
      message: `inversify does not know what the constructor of ${name} takes. Put @injectable() on that class. If it is there, the types are not emitted: set "experimentalDecorators": true and "emitDecoratorMetadata": true in tsconfig.json, or name each dependency with @inject(). (${firstLineOf(cause)})`,
      cause,
    }),
  notImported: (cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_INVERSIFY_IMPORT',
      message: `The application's inversify could not be imported: ${messageOf(cause)} Is it installed where the application is? npm install inversify reflect-metadata`,
      cause,
    }),
  unsupported: (lacking: readonly string[]) =>
    new HotseatError({
      code: 'HOTSEAT_INVERSIFY_UNSUPPORTED',
      message: `This inversify cannot be used: it lacks ${lacking.join(', ')}. Versions 7.8 to 8.2 are known to work: npm install inversify@^8.2.3`,
    }),
}

function firstLineOf(thrown: unknown): string {
  return messageOf(thrown).split('\n', 1).join('')
}
