/** Where a package keeps a registry of what was decorated: one for all of the process. */
export type Place =
  /** A property of `globalThis`. */
  | { readonly kind: 'global'; readonly name: string }
  /** Metadata, as reflect-metadata keeps it, of an object that everybody has. */
  | { readonly kind: 'metadata'; readonly key: string; readonly of: object }

/**
 * The registries that are known. What else is needed for a library to be listed: it looks its registry up whenever it
 * is used, and what it finds missing it makes. One that is kept in a variable of its module is a case for
 * `perGeneration`. (`@provide()` of @inversifyjs/binding-decorators is looked after by @hotseat/container-inversify.)
 */
export const knownPlaces: readonly Place[] = [
  // class-validator 0.12 and later
  { kind: 'global', name: 'classValidatorMetadataStorage' },
  // routing-controllers
  { kind: 'global', name: 'routingControllersMetadataArgsStorage' },
  // type-graphql
  { kind: 'global', name: 'TypeGraphQLMetadataStorage' },
  // typeorm
  { kind: 'global', name: 'typeormMetadataArgsStorage' },
  // @inversifyjs/http-core: controllers
  { kind: 'metadata', key: '@inversifyjs/http-core/controller/controllerMetadataReflectKey', of: Reflect },
  // inversify-binding-decorators: what `@provide()` and `@fluentProvide()` bind
  { kind: 'metadata', key: 'inversify-binding-decorators:provide', of: Reflect },
  // inversify-express-utils, and the same for koa: controllers
  { kind: 'metadata', key: 'inversify-express-utils:controller', of: Reflect },
]
