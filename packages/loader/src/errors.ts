import { HotseatError, linesOfChain, messageOf, type SourceLocation } from '@hotseat/core'

/** For an error that has no `location` of its own: `… (/app/src/a.ts:3:9)`. */
function withPlace({ message, location }: HotseatError): string {
  return location ? `${message} (${location.file}:${location.line}:${location.column})` : message
}

export const unresolvedCode = 'HOTSEAT_LOADER_UNRESOLVED'

/** Every error that this package raises; the place is in `location`, and not in the message again. Errors thrown by the application's own code are not wrapped. */
export const errors = {
  syntax: (reason: string, location: SourceLocation, chain: readonly string[], cause?: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_LOADER_SYNTAX',
      message: reason,
      importers: chain,
      location,
      cause,
    }),

  unresolved: (
    specifier: string,
    importer: SourceLocation,
    advice: string,
    chain: readonly string[],
    cause?: unknown,
  ) =>
    new HotseatError({
      code: unresolvedCode,
      message: `Cannot find '${specifier}'. ${advice}`,
      importers: chain,
      location: importer,
      cause,
    }),

  /** What an `import()` that leads nowhere rejects with: by this code applications know that something optional is not there. */
  notFound: (specifier: string, unresolved: HotseatError) =>
    Object.assign(new Error(withPlace(unresolved), { cause: unresolved }), {
      code: specifier.startsWith('node:') ? 'ERR_UNKNOWN_BUILTIN_MODULE' : 'ERR_MODULE_NOT_FOUND',
    }),

  missingExport: (name: string, exporter: string, importer: SourceLocation, reason: string, chain: readonly string[]) =>
    new HotseatError({
      code: 'HOTSEAT_LOADER_MISSING_EXPORT',
      message: `'${name}' is imported from ${exporter}, ${reason}`,
      importers: chain,
      location: importer,
    }),

  unreadable: (file: string, chain: readonly string[], cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_LOADER_READ',
      message: `Cannot read ${file}: ${messageOf(cause)}`,
      importers: chain,
      location: { file, line: 1, column: 1 },
      cause,
    }),

  cycle: (reason: string, [first, ...others]: readonly string[], location: SourceLocation, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_LOADER_CYCLE',
      message:
        `${reason}, because these files import each other:\n  ${[first, ...linesOfChain('imports', others)].join('\n  ')}\n` +
        `Break the cycle, or use the value later than at the top level. If it is only the type of an injected ` +
        `parameter, import it with \`import type\` and name the token (tsyringe: \`@inject(delay(() => X))\`).`,
      location,
      cause,
    }),

  released: (specifier: string, importer: string) =>
    new HotseatError({
      code: 'HOTSEAT_LOADER_RELEASED',
      message:
        `${importer} imports '${specifier}', but its generation has been disposed. Something of that generation still ` +
        `runs (a timer, a listener, a queue): stop it when the generation is disposed.`,
    }),

  hotDispose: (file: string, reason: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_LOADER_HOT_DISPOSE',
      message: `import.meta.hot of ${file}, whose generation has gone, failed to dispose: ${reason}`,
      location: { file, line: 1, column: 1 },
      cause,
    }),

  hotDataLost: (file: string, keys: readonly string[]) =>
    new HotseatError({
      code: 'HOTSEAT_LOADER_HOT_DATA_LOST',
      message:
        `${file} puts ${keys.join(', ')} into import.meta.hot.data when it is disposed. That is too late: the instance that ` +
        `replaces it serves already. Put it there as soon as it exists: import.meta.hot.data.${keys[0]} = …`,
      location: { file, line: 1, column: 1 },
    }),

  loadedBeside: (path: string, name: string) =>
    new HotseatError({
      code: 'HOTSEAT_LOADER_LOADED_BESIDE',
      message:
        `The package ${name} had Node load ${path} beside Hotseat's instance of it: what the package sees of it is not reloaded. ` +
        `Have each generation run the package anew: inline: ['${name}'] in hotseat.config.ts, or loader({ perGeneration: ['${name}'] }).`,
    }),

  unknownRegistry: (name: string) =>
    new HotseatError({
      code: 'HOTSEAT_LOADER_UNKNOWN_REGISTRY',
      message:
        `A package keeps globalThis.${name}, which looks like a registry of decorated classes. If it gets fuller with every ` +
        `reload, have each generation get one of its own: loader({ registries: ['${name}'] }).`,
    }),

  /** Node's own codes, which applications know. */
  requireAsync: (path: string, importer: string) =>
    Object.assign(
      new Error(
        `${importer} requires ${path}, which awaits at the top level, or imports what does. Use \`await import()\` instead.`,
      ),
      { code: 'ERR_REQUIRE_ASYNC_MODULE' },
    ),

  requireCycle: (path: string, importer: string) =>
    Object.assign(
      new Error(
        `${importer} requires ${path}, which is being loaded and imports it, directly or through other modules.`,
      ),
      { code: 'ERR_REQUIRE_CYCLE_MODULE' },
    ),

  internal: (file: string, what: string) =>
    new HotseatError({
      code: 'HOTSEAT_LOADER_INTERNAL',
      message: `The compiler gave ${what} for ${file}, which this version of @hotseat/loader does not know. Please report it, with that file.`,
      location: { file, line: 1, column: 1 },
    }),

  /** @param location of what is wrong: it may be in a file that this one extends */
  tsconfig: (file: string, location: SourceLocation, reason: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_TSCONFIG_INVALID',
      message: `${file} cannot be used: ${reason}`,
      location,
      cause,
    }),

  decorators: (location: SourceLocation, tsconfig: string | undefined, chain: readonly string[], cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_TSCONFIG_EXPERIMENTAL_DECORATORS',
      message:
        `A decorator of TypeScript's older kind, which is not switched on. ` +
        (tsconfig === undefined
          ? `There is no tsconfig.json for this file. Add one with:\n{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true } }`
          : `In ${tsconfig} add to "compilerOptions":\n"experimentalDecorators": true`),
      importers: chain,
      location,
      cause,
    }),

  decoratorMetadata: (className: string, library: string, location: SourceLocation, tsconfig: string) =>
    new HotseatError({
      code: 'HOTSEAT_TSCONFIG_DECORATOR_METADATA',
      message:
        `${library} cannot know what ${className} is constructed with, because the types of its ` +
        `parameters are not emitted. In ${tsconfig} add to "compilerOptions":\n"emitDecoratorMetadata": true`,
      location,
    }),
}
