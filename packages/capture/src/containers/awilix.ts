import { call, extend, type Library } from './library.ts'

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
}
