import { call, extend, type Library } from './library.ts'
import { member, textOf } from './members.ts'

/**
 * What `createContainer()` gives, and the scopes of that. It is a function that cannot be replaced in an ES module: see
 * `replaceAwilix`.
 */
export const awilix: Library = {
  name: 'awilix',
  what: 'an awilix container',
  key: 'createContainer',
  watch(exports, note) {
    const noteIt = (container: object): void => {
      note(container, (made) => call(made, 'dispose'))
      extend(container, 'createScope', { after: noteIt })
    }
    return extend(exports, 'createContainer', { after: noteIt })
  },
  describe(container) {
    // Getters, both: they give what there is.
    const registrations: unknown = Reflect.get(container, 'registrations')
    const cache: unknown = Reflect.get(container, 'cache')
    return Reflect.ownKeys(Object(registrations)).map((key) => {
      const resolver = member(registrations, key)
      const lifetime = textOf(resolver, 'lifetime') ?? (member(resolver, 'isLeakSafe') === true ? 'value' : 'TRANSIENT')
      const isKept = lifetime === 'SINGLETON' && cache instanceof Map
      return { name: String(key), lifetime, ...(isKept && { resolved: cache.has(key) }) }
    })
  },
}
