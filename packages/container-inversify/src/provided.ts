/** The package of `@provide()`. Its modules' importers must run anew in every generation, to provide anew. */
export const bindingDecorators = '@inversifyjs/binding-decorators'

/**
 * Forgets what `@provide()` has provided so far. It is kept process-wide, as metadata of `Object`: the next generation
 * would bind the classes of this one beside its own, and they would never be let go.
 */
export function forgetProvided(): void {
  const keysOf: unknown = Reflect.get(Reflect, 'getOwnMetadataKeys')
  const forget: unknown = Reflect.get(Reflect, 'deleteMetadata')
  if (typeof keysOf !== 'function' || typeof forget !== 'function') return
  const keys: unknown = Reflect.apply(keysOf, Reflect, [Object])
  if (!Array.isArray(keys)) return
  for (const key of keys.filter((each) => String(each).startsWith('@inversifyjs/binding-decorator')))
    Reflect.apply(forget, Reflect, [key, Object])
}
