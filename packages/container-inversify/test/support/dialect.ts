import type { Dialect, Part, PartClass } from '@hotseat/conformance'
import * as library from 'inversify'
import type { Container } from 'inversify'
import { decorated } from './decorated.ts'

const identifierOf = (wanted: Part | string): PartClass | string =>
  typeof wanted === 'string' ? wanted : wanted.target

/** How an application of inversify is written, for one generation: decorated classes that are bound to themselves. */
export function dialect(): Dialect<Container> {
  const perScope: PartClass[] = []
  const ready = new WeakSet<Container>()

  /** What each scope has one of is bound in each: inversify's own request scope is a single `get`. */
  const readyScope = (container: Container): void => {
    if (ready.has(container)) return
    ready.add(container)
    for (const target of perScope) container.bind(target).toSelf().inSingletonScope()
  }
  return {
    import: () => Promise.resolve({ ...library }),
    bind(container, { target, lifetime, takes }) {
      ready.add(container)
      decorate(target, takes)
      if (lifetime === 'scoped') perScope.push(target)
      else if (lifetime === 'singleton') container.bind(target).toSelf().inSingletonScope()
      else container.bind(target).toSelf().inTransientScope()
    },
    bindValue: (container, name, value) => void container.bind(name).toConstantValue(value),
    construct: (container, wanted) => container.get<unknown>(identifierOf(wanted)),
    resolve(container, wanted) {
      readyScope(container)
      return container.getAsync<unknown>(identifierOf(wanted))
    },
    bindBeside(container, { name, target, takes }) {
      decorate(target, takes)
      container.bind(name).to(target)
    },
    resolveAll: (container, name) => container.getAll(name),
    bindAsync: (container, name, make) => void container.bind(name).toDynamicValue(make).inSingletonScope(),
    bindUndescribed: (container, target) => void container.bind(target).toSelf(),
  }
}

const known = new WeakSet<PartClass>()

/** A class is decorated as its module is evaluated, once for all generations that have it. */
function decorate(target: PartClass, takes: Part['takes']): void {
  if (!known.has(target)) decorated(target, takes.map(identifierOf))
  known.add(target)
}
