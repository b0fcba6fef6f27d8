import { call, extend, isObject, type Library } from './library.ts'

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
}

const used = ['bind', 'load', 'loadSync', 'loadAsync', 'get', 'getAsync', 'getAll', 'getAllAsync']
