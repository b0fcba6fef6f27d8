import type { Part } from '@hotseat/conformance'
import { describeContainerFactory } from '@hotseat/conformance/vitest'
import { mylib } from '../src/index.ts'

const nameOf = (wanted: Part | string): string => (typeof wanted === 'string' ? wanted : wanted.name)

describeContainerFactory({
  factory: mylib(),
  // How an application is written with the library.
  generation: () => ({
    // `target` takes by position. Where the library does not, register a function that calls it, as here.
    bind: (container, { name, target, lifetime, takes }) =>
      container.add(name, lifetime, (from) => new target(...takes.map((wanted) => from.get(nameOf(wanted))))),
    bindValue: (container, name, value) => container.set(name, value),
    bindInScope: (scope, { name, target, lifetime }) => scope.add(name, lifetime, () => new target()),
    createScope: (container) => container.createScope(),
    bindAsync: (container, name, make) => container.add(name, 'singleton', make),
    construct: (container, wanted) => container.get(nameOf(wanted)),
    resolve: (container, wanted) => container.get(nameOf(wanted)),
  }),
})
