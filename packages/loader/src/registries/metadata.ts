import { Registry } from './registry.ts'

/** Metadata of one key, of an object that everybody has. */
export interface MetadataRegistry {
  readonly key: string
  readonly of: object
  /** Undefined until there is reflect-metadata. */
  registry: Registry | undefined
}

type Operation = (registry: Registry, value: unknown) => unknown

const get: Operation = (registry) => registry.get()
const has: Operation = (registry) => registry.get() !== undefined

/** What reflect-metadata adds to `Reflect`, and what it comes to. */
const operations: Readonly<Record<string, Operation>> = {
  getMetadata: get,
  getOwnMetadata: get,
  hasMetadata: has,
  hasOwnMetadata: has,
  defineMetadata: (registry, value) => registry.set(value),
  deleteMetadata(registry) {
    const had = registry.get() !== undefined
    registry.set(undefined)
    return had
  },
}

const guarded = new WeakSet<object>()

/** Leads reflect-metadata's functions to the registries, if it is there, and as often as it is loaded. */
export function guardMetadata(registries: readonly MetadataRegistry[]): void {
  const find: unknown = Reflect.get(Reflect, 'getOwnMetadata')
  if (typeof find !== 'function') return
  if (!guarded.has(find)) {
    for (const each of registries) each.registry ??= new Registry(Reflect.apply(find, Reflect, [each.key, each.of]))
    for (const [name, operation] of Object.entries(operations)) lead(name, operation, registries)
  }
  for (const each of registries) each.registry ??= new Registry(undefined)
}

function lead(name: string, operation: Operation, registries: readonly MetadataRegistry[]): void {
  const native: unknown = Reflect.get(Reflect, name)
  if (typeof native !== 'function') return
  // `defineMetadata` alone has a value, between the key and the object.
  const at = name === 'defineMetadata' ? 2 : 1
  // Called for every class of the application, several times: it makes nothing but its parameters.
  const led = (...parameters: readonly unknown[]): unknown => {
    if (parameters[at + 1] === undefined) {
      for (const { key, of, registry } of registries) {
        if (registry && key === parameters[0] && of === parameters[at]) return operation(registry, parameters[1])
      }
    }
    return Reflect.apply(native, Reflect, parameters)
  }
  guarded.add(led)
  Object.defineProperty(Reflect, name, { configurable: true, writable: true, value: led })
}
