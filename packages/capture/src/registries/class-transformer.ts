import { extend, isObject, type Library } from '../containers/library.ts'

/**
 * It keeps what its decorators say of classes in one storage for the process, which packages that use it for the
 * application have to find it in: so a generation does not get an instance of its own, but its classes are forgotten
 * with it.
 */
export const classTransformer: Library = {
  name: 'class-transformer',
  what: 'what class-transformer knows of its classes',
  key: 'defaultMetadataStorage',
  watch(exports, note) {
    const storage: unknown = Reflect.get(exports, 'defaultMetadataStorage')
    const methods: unknown = isObject(storage) ? Object.getPrototypeOf(storage) : undefined
    if (!isObject(storage) || !isObject(methods)) return false
    const adding = Object.getOwnPropertyNames(methods).filter((name) => /^add\w+Metadata$/.test(name))
    const noteTarget = (metadata: unknown): void => {
      const target: unknown = isObject(metadata) ? Reflect.get(metadata, 'target') : undefined
      if (isObject(target)) note(target, (ofClass) => forget(storage, ofClass))
    }
    return (
      adding.length > 0 &&
      adding.every((name) => extend(methods, name, { before: (_self, [metadata]) => noteTarget(metadata) }))
    )
  },
}

/** Of what it has found out about subclasses too. */
function forget(storage: object, target: object): void {
  for (const map of Object.values(storage)) {
    if (!(map instanceof Map)) continue
    map.delete(target)
    for (const [key, ancestors] of map) if (Array.isArray(ancestors) && ancestors.includes(target)) map.delete(key)
  }
}
