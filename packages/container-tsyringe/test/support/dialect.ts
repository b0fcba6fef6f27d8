import type { Dialect, Part } from '@hotseat/conformance'
import type { DependencyContainer } from 'tsyringe'
import { freshTsyringe, injectable, scoped, singleton, type Tsyringe } from './fresh-tsyringe.ts'

const tokenOf = (wanted: Part | string): Part['target'] | string =>
  typeof wanted === 'string' ? wanted : wanted.target

const decorators = { transient: injectable, scoped, singleton }

/** How an application of tsyringe is written, for one generation. */
export function dialect(library: Tsyringe = freshTsyringe()): Dialect<DependencyContainer> {
  return {
    import: () => Promise.resolve({ ...library }),
    bind: (_container, { target, lifetime, takes }) => decorators[lifetime](library, target, ...takes.map(tokenOf)),
    bindValue: (container, name, value) => void container.registerInstance(name, value),
    construct: (container, wanted) => container.resolve(tokenOf(wanted)),
    resolve: (container, wanted) => container.resolve(tokenOf(wanted)),
    bindBeside: (container, { name, target }) => void container.register(name, { useClass: target }),
    resolveAll: (container, name) => container.resolveAll(name),
    bindAsync: (container, name, make) =>
      void container.register(name, { useFactory: library.instanceCachingFactory(make) }),
    // The rule's class takes nothing, and is described.
    bindInScope: (scope, { target }) => void scope.registerSingleton(target),
    createScope: (container) => container.createChildContainer(),
    bindUndescribed() {},
  }
}
