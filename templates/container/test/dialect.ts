import type { Dialect, Part } from '@hotseat/conformance'
import type { Registry } from '../src/stand-in.ts'

const nameOf = (wanted: Part | string): string => (typeof wanted === 'string' ? wanted : wanted.name)

/** How an application is written with the library. */
export const dialect: Dialect<Registry> = {
  // `target` takes by position. Where the library does not, register a function that constructs it, as here.
  bind: (container, { name, target, lifetime, takes }) =>
    container.add(name, lifetime, (from) => new target(...takes.map((wanted) => from.get(nameOf(wanted))))),
  bindValue: (container, name, value) => container.set(name, value),
  bindInScope: (scope, part) => dialect.bind(scope, part),
  createScope: (container) => container.createScope(),
  bindAsync: (container, name, make) => container.add(name, 'singleton', make),
  construct: (container, wanted) => container.get(nameOf(wanted)),
  resolve: (container, wanted) => container.get(nameOf(wanted)),
}
