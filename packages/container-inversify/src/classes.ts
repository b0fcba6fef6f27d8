import type { Class } from './library.ts'

/** What reflect-metadata adds to `Reflect`. */
interface Reflection {
  defineMetadata(key: unknown, value: unknown, target: object): void
  getOwnMetadata(key: unknown, target: object): unknown
  getOwnMetadataKeys(target: object): unknown[]
}

/** A stand-in for a class, with the metadata of its decorators, that tells of each instance. */
export function watched(target: Class, made: (instance: object) => void): Class {
  const proxy = new Proxy(target, {
    construct(_target, args, newTarget) {
      const instance: unknown = Reflect.construct(target, args, newTarget === proxy ? target : newTarget)
      if (!isObject(instance)) throw new TypeError(`${target.name} constructed no object.`)
      made(instance)
      return instance
    },
  })
  for (const [key, value] of metadataOf(target)) reflection()?.defineMetadata(key, value, proxy)
  return proxy
}

/** The names of the methods with `@preDestroy()`, in the order in which inversify calls them. */
export function preDestroyMethodsOf(target: Class | undefined): readonly PropertyKey[] {
  if (!target) return []
  const known = preDestroyMethods.get(target)
  if (known) return known
  const methods = metadataOf(target).flatMap(([, value]) => {
    const lifecycle = memberOf(value, 'lifecycle')
    const names = memberOf(lifecycle, 'preDestroyMethodNames')
    return names instanceof Set ? [...names].filter(isPropertyKey) : []
  })
  preDestroyMethods.set(target, methods)
  return methods
}

const preDestroyMethods = new WeakMap<Class, readonly PropertyKey[]>()

function metadataOf(target: Class): readonly (readonly [key: unknown, value: unknown])[] {
  const reflect = reflection()
  if (!reflect) return []
  return reflect.getOwnMetadataKeys(target).map((key) => [key, reflect.getOwnMetadata(key, target)])
}

function reflection(): Reflection | undefined {
  return isReflection(Reflect) ? Reflect : undefined
}

function isReflection(reflect: object): reflect is Reflection {
  return ['defineMetadata', 'getOwnMetadata', 'getOwnMetadataKeys'].every(
    (name) => typeof Reflect.get(reflect, name) === 'function',
  )
}

function memberOf(value: unknown, key: string): unknown {
  return isObject(value) ? Reflect.get(value, key) : undefined
}

function isPropertyKey(value: unknown): value is PropertyKey {
  return typeof value === 'string' || typeof value === 'symbol' || typeof value === 'number'
}

export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}
