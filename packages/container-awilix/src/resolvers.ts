/** What `asClass`, `asFunction`, `asValue` and `aliasTo` make, as far as this adapter looks into it. */
export interface AnyResolver {
  readonly resolve: (container: never) => unknown
  readonly lifetime?: string | undefined
  readonly isLeakSafe?: boolean | undefined
  readonly dispose?: ((value: unknown) => unknown) | undefined
}

/** How a thing came about, which decides who lets it go. */
export type Origin = 'class' | 'function' | 'value' | 'alias'

/**
 * awilix does not say what made a resolver. `asClass` puts `resolve` behind its options, `asFunction` before them; the
 * function of `asValue` takes no container, that of `aliasTo` does.
 * https://github.com/jeffijoe/awilix/blob/v13.0.5/src/resolvers.ts
 */
export function originOf(resolver: AnyResolver): Origin {
  if (resolver.lifetime === undefined && resolver.isLeakSafe) return resolver.resolve.length === 0 ? 'value' : 'alias'
  return Object.keys(resolver)[0] === 'resolve' ? 'function' : 'class'
}
