import 'reflect-metadata'
import type { Dialect, Part, PartClass } from '@hotseat/conformance'
import * as eight from 'inversify'
import type { Container } from 'inversify'

/** What of inversify an application is written with; 7's is the same. */
type Library = Pick<typeof eight, 'injectable' | 'preDestroy'>

export interface DialectOptions {
  /** Default: inversify 8. */
  readonly library?: Library
  /** Marks `dispose` with `@preDestroy()`, the only way to let go that inversify itself knows. Default: false. */
  readonly preDestroy?: boolean
}

const identifierOf = (wanted: Part | string): PartClass | string =>
  typeof wanted === 'string' ? wanted : wanted.target

/** How an application of inversify is written, for one generation: decorated classes that are bound to themselves. */
export function dialect({ library = eight, preDestroy = false }: DialectOptions = {}): Dialect<Container> {
  const perScope: PartClass[] = []
  const ready = new WeakSet<Container>()

  /** What each scope has one of is bound in each: inversify's own request scope is a single `get`. */
  const readyScope = (container: Container): void => {
    if (ready.has(container)) return
    ready.add(container)
    for (const target of perScope) container.bind(target).toSelf().inSingletonScope()
  }
  const decorate = (target: PartClass, takes: Part['takes']): void => {
    // As its module is evaluated, once for all generations that have it.
    if (known.has(target)) return
    known.add(target)
    Reflect.defineMetadata('design:paramtypes', takes.map(identifierOf), target)
    library.injectable()(target)
    if (preDestroy) library.preDestroy()(target.prototype, 'dispose', {})
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
    bindInScope: (scope, { target }) => void scope.bind(target).toSelf().inSingletonScope(),
    createScope: (parent) => new eight.Container({ parent }),
    bindUndescribed: (container, target) => void container.bind(target).toSelf(),
  }
}

const known = new WeakSet<PartClass>()
