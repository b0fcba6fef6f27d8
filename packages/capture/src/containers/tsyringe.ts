import { nameOfToken, type Registration } from '@hotseat/core'
import { call, callAll, extend, isObject, type Library } from './library.ts'
import { entriesOf, listOf, member } from './members.ts'

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
  describe: (container) =>
    entriesOf(member(member(container, '_registry'), '_registryMap')).flatMap(([token, registrations]) =>
      listOf(registrations).map((each) => ({ name: nameOfToken(token), ...described(each) })),
    ),
}

/** In the order of tsyringe's numbers. */
const lifecycles = ['Transient', 'Singleton', 'ResolutionScoped', 'ContainerScoped']

function described(registration: unknown): Omit<Registration, 'name'> {
  const provider = Object(member(registration, 'provider'))
  if ('useValue' in provider) return { lifetime: 'value' }
  if ('useFactory' in provider) return { lifetime: 'factory' }
  if ('useToken' in provider) return { lifetime: 'alias' }
  const lifetime = lifecycles[Number(member(member(registration, 'options'), 'lifecycle'))] ?? 'Transient'
  const isKept = lifetime === 'Singleton' || lifetime === 'ContainerScoped'
  return { lifetime, ...(isKept && { resolved: member(registration, 'instance') !== undefined }) }
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
