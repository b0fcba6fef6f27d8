import { nameOfToken } from '@hotseat/core'
import { callAll, extend, isObject, type Library } from './library.ts'
import { listOf, member } from './members.ts'

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
  describe: (container) =>
    listOf(member(container, 'services')).map((service) => ({
      name: nameOfToken(member(service, 'id')),
      lifetime: member(service, 'transient') === true ? 'transient' : isMade(service) ? 'singleton' : 'value',
      ...(isKept(service) && { resolved: isThere(member(service, 'value')) }),
    })),
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

function isKept(service: unknown): boolean {
  return isMade(service) && member(service, 'transient') !== true
}

/** What has not been made has a symbol in its place. */
function isThere(value: unknown): boolean {
  return value !== undefined && !(typeof value === 'symbol' && value.description === 'EMPTY_VALUE')
}
