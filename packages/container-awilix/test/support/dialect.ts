import type { Dialect, Part } from '@hotseat/conformance'
import * as library from 'awilix'
import type { AwilixContainer } from 'awilix'

const nameOf = (wanted: Part | string): string => (typeof wanted === 'string' ? wanted : wanted.name)

const resolve = (container: AwilixContainer, wanted: Part | string): unknown =>
  container.resolve<unknown>(nameOf(wanted))

/** How an application of awilix is written: `asClass`, with what its constructor takes as the properties of one object. */
export const dialect: Dialect<AwilixContainer> = {
  import: () => Promise.resolve({ ...library }),
  bind(container, { name, target, lifetime, takes }) {
    class Written extends target {
      constructor(cradle: object) {
        super(...takes.map((wanted) => Reflect.get(cradle, nameOf(wanted))))
      }
    }
    container.register(name, library.asClass(Written)[lifetime]())
  },
  bindValue: (container, name, value) => void container.register(name, library.asValue(value)),
  bindInScope: (scope, part) => dialect.bind(scope, part),
  createScope: (container) => container.createScope(),
  construct: resolve,
  resolve,
  bindAsync: (container, name, make) => void container.register(name, library.asFunction(make).singleton()),
}
