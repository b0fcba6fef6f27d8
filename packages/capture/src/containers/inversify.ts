import { nameOfToken, type Registration } from '@hotseat/core'
import { bindingsOf } from './inversify-bindings.ts'
import { call, extend, isObject, type Library } from './library.ts'
import { member, textOf } from './members.ts'

/**
 * Its containers, from when something is bound in one, or asked of it: what they have made is deactivated. 6, 7 and 8
 * differ in which of their methods are asynchronous (https://inversify.io/docs/api/container).
 */
export const inversify: Library = {
  name: 'inversify',
  what: 'an inversify container',
  key: 'Container',
  watch(exports, note) {
    const { prototype: methods }: { prototype?: unknown } = Object(Reflect.get(exports, 'Container'))
    if (!isObject(methods)) return false
    const unbindAll = ['unbindAllAsync', 'unbindAll'].find((name) => name in methods)
    if (unbindAll === undefined) return false
    const noteIt = (self: object): void => note(self, (container) => call(container, unbindAll))
    const extended = new Set(used.filter((name) => extend(methods, name, { before: noteIt })))
    return ['bind', 'get'].every((name) => extended.has(name))
  },
  describe: (container) =>
    bindingsOf(container).flatMap(([id, bindings]) =>
      Array.from(bindings, (binding) => ({ name: nameOfToken(id), ...described(binding) })),
    ),
}

const used = ['bind', 'load', 'loadSync', 'loadAsync', 'get', 'getAsync', 'getAll', 'getAllAsync']

function described(binding: unknown): Omit<Registration, 'name'> {
  const type = member(binding, 'type')
  if (type === 'ConstantValue') return { lifetime: 'value' }
  if (type === 'ServiceRedirection') return { lifetime: 'alias' }
  if (type === 'Factory' || type === 'Provider') return { lifetime: 'factory' }
  const lifetime = textOf(binding, 'scope') ?? 'Transient'
  return { lifetime, ...(lifetime === 'Singleton' && { resolved: isMade(binding) }) }
}

/** Of 6 the cache is the instance; of 7 and 8 it says whether it is one. */
function isMade(binding: unknown): boolean {
  const cache = isObject(binding) ? Reflect.get(binding, 'cache') : undefined
  const isRight = member(cache, 'isRight')
  return typeof isRight === 'boolean' ? isRight : cache !== null && cache !== undefined
}
