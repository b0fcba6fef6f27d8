import { callAll, extend, isObject, type Library } from './library.ts'

/** Its global container, and those of `Container.of()`: what they made is destroyed. */
export const typedi: Library = {
  name: 'typedi',
  what: 'a typedi container',
  key: 'ContainerInstance',
  watch(exports, note) {
    const { prototype: methods }: { prototype?: unknown } = Object(Reflect.get(exports, 'ContainerInstance'))
    const noteIt = (self: object): void => note(self, destroy)
    return isObject(methods) && ['get', 'set'].every((name) => extend(methods, name, { before: noteIt }))
  },
}

/** Its own `reset()` neither waits for what it destroys nor tells of errors. */
async function destroy(container: object): Promise<void> {
  const services: unknown = Reflect.get(container, 'services')
  if (!Array.isArray(services)) return
  Reflect.set(container, 'services', [])
  const made = new Set(services.filter(isMade).map(({ value }) => value))
  await callAll(made, 'destroy', typedi.what)
}

/** What it was given as it is it does not destroy. */
function isMade(service: unknown): service is { readonly value: unknown } {
  return (
    isObject(service) && 'value' in service && Boolean(Reflect.get(service, 'type') ?? Reflect.get(service, 'factory'))
  )
}
