import { isObject } from './library.ts'
import { entriesOf, member } from './members.ts'

/** What is bound in a container itself, as it is kept: by an identifier, in a map of inversify 6, or by a service of 7 and 8. */
export function bindingsOf(container: object): readonly (readonly [id: unknown, bindings: Iterable<unknown>])[] {
  const dictionary = member(member(container, '_bindingDictionary'), '_map')
  if (dictionary) return entriesOf(dictionary).map(([id, bindings]) => [id, iterated(bindings)])
  const service = bindingServiceOf(container)
  const ids = called(service, 'getNonParentBoundServices')
  return [...iterated(ids)].map((id) => [id, iterated(called(service, 'getNonParentBindings', id))])
}

const isPlugin = Symbol.for('@inversifyjs/plugin/isPlugin')

/** Only a plugin is given it. https://inversify.io/docs/ecosystem/plugin */
function bindingServiceOf(container: object): unknown {
  let service: unknown
  class Peek {
    readonly [isPlugin] = true

    constructor(_container: unknown, services: unknown) {
      // A getter.
      service = Reflect.get(Object(services), 'bindingService')
    }

    load(): void {}
  }
  called(container, 'register', Peek)
  return service
}

function called(self: unknown, method: string, ...given: readonly unknown[]): unknown {
  const value: unknown = isObject(self) ? Reflect.get(self, method) : undefined
  return typeof value === 'function' ? Reflect.apply(value, self, given) : undefined
}

function* iterated(values: unknown): Iterable<unknown> {
  if (isObject(values) && Symbol.iterator in values) yield* Array.from(iterable(values))
}

function iterable(values: object): Iterable<unknown> {
  return { [Symbol.iterator]: () => Reflect.apply(Reflect.get(values, Symbol.iterator), values, []) }
}
