import { call, callAll, extend, isObject, type Library } from './library.ts'

/** Its one `container`, and the child containers that were made of it. */
export const tsyringe: Library = {
  name: 'tsyringe',
  what: 'a tsyringe container',
  key: 'container',
  watch(exports, note) {
    const container: unknown = Reflect.get(exports, 'container')
    if (!isObject(container) || typeof Reflect.get(container, 'dispose') !== 'function') return false
    const noteIt = (made: object): void => note(made, dispose)
    noteIt(container)
    const methods: unknown = Object.getPrototypeOf(container)
    return isObject(methods) && extend(methods, 'createChildContainer', { after: noteIt })
  },
}

/** By itself it stops at the first that throws at once, and disposes a second time what was disposed. */
async function dispose(container: object): Promise<void> {
  if (Reflect.get(container, 'disposed') === true) return
  const disposables: unknown = Reflect.get(container, 'disposables')
  if (disposables instanceof Set) {
    const made = [...disposables]
    disposables.clear()
    disposables.add({ dispose: async () => await callAll(made, 'dispose', tsyringe.what) })
  }
  await call(container, 'dispose')
}
