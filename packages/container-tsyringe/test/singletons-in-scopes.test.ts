import { Journal, type PartClass } from '@hotseat/conformance'
import type { DependencyContainer } from 'tsyringe'
import { describe, expect, test } from 'vitest'
import { tsyringe } from '../src/index.ts'
import { injectable, scoped, singleton, type Tsyringe } from './support/fresh-tsyringe.ts'
import { build, type Factory } from './support/generations.ts'
import { plain } from './support/planted.ts'

/** A way to make one `Service` for the whole generation, and a way to come to it. */
interface Way {
  readonly register: (container: DependencyContainer, library: Tsyringe, Service: PartClass) => unknown
  readonly use: (container: DependencyContainer, Service: PartClass) => unknown
}

const byClass: Way['use'] = (container, Service) => container.resolve(Service)
const byName: Way['use'] = (container) => container.resolve('service')
const byHolder: Way['use'] = (container) => container.resolve<Holder>('holder').touch()

interface Holder {
  touch(): unknown
}

/** A class that takes the service, and looks at it only later. Decorators leave their marks on it: one for each use. */
function holderOf(container: DependencyContainer): new (service: { readonly takes?: unknown }) => Holder {
  class ServiceHolder {
    readonly service: { readonly takes?: unknown }

    constructor(service: { readonly takes?: unknown }) {
      this.service = service
    }

    touch(): unknown {
      return this.service.takes
    }
  }
  container.register('holder', { useClass: ServiceHolder })
  return ServiceHolder
}

const ways: Readonly<Record<string, Way>> = {
  'a class decorated with @singleton()': {
    register: (_container, library, Service) => library.singleton()(Service),
    use: byClass,
  },
  'registerSingleton(Service)': {
    register: (container, _library, Service) => container.registerSingleton(Service),
    use: byClass,
  },
  'a token registered with Lifecycle.Singleton': {
    register: (container, { Lifecycle }, Service) =>
      container.register('service', { useClass: Service }, { lifecycle: Lifecycle.Singleton }),
    use: byName,
  },
  'an alias of a singleton': {
    register: (container, _library, Service) =>
      container.registerSingleton('first', Service).register('service', { useToken: 'first' }),
    use: byName,
  },
  'a singleton alias of a transient': {
    register: (container, _library, Service) =>
      container.register('first', { useClass: Service }).registerSingleton('service', 'first'),
    use: byName,
  },
  'a singleton alias of what is scoped': {
    register: (container, { Lifecycle }, Service) =>
      container
        .register('first', { useClass: Service }, { lifecycle: Lifecycle.ContainerScoped })
        .registerSingleton('service', 'first'),
    use: byName,
  },
  'resolveAll, beside a scoped registration of the token': {
    register: (container, library, Service) => {
      class Scoped {
        readonly kind = 'scoped'
      }
      scoped(library, Scoped)
      return container
        .register('service', { useClass: Scoped }, { lifecycle: library.Lifecycle.ContainerScoped })
        .registerSingleton('service', Service)
    },
    use: (container) => expect(container.resolveAll('service')).toHaveLength(2),
  },
  'a dependency of a transient': {
    register: (container, library, Service) => {
      const Holder = holderOf(container)
      library.singleton()(Service)
      injectable(library, Holder, Service)
    },
    use: byHolder,
  },
  '@inject(delay(() => Service))': {
    register: (container, library, Service) => {
      const Holder = holderOf(container)
      library.singleton()(Service)
      library.inject(library.delay(() => Service))(Holder, undefined, 0)
      injectable(library, Holder, Object)
    },
    use: byHolder,
  },
  '@injectAll()': {
    register: (container, library, Service) => {
      const Holder = holderOf(container)
      container.registerSingleton('service', Service)
      library.injectAll('service')(Holder, undefined, 0)
      injectable(library, Holder, Array)
    },
    use: byHolder,
  },
  '@injectWithTransform()': {
    register: (container, library, Service) => {
      const Holder = holderOf(container)
      class Same {
        transform<Value>(value: Value): Value {
          return value
        }
      }
      library.singleton()(Service)
      library.injectWithTransform(Service, Same)(Holder, undefined, 0)
      injectable(library, Holder, Object)
    },
    use: byHolder,
  },
  instanceCachingFactory: {
    register: (container, { instanceCachingFactory }, Service) =>
      container.register('service', { useFactory: instanceCachingFactory((from) => from.resolve(Service)) }),
    use: byName,
  },
}

/** Resolves the service first in a container nested in a scope that has another tenant. */
async function check(factory: Factory, { register, use }: Way): Promise<void> {
  const journal = new Journal()
  const tenants: unknown[] = []
  class Service extends journal.class('Service') {
    constructor(tenant: unknown, connection: unknown) {
      super(tenant, connection)
      tenants.push(tenant)
    }
  }
  const Connection = journal.class('Connection')
  const generation = await build(factory, (container, library) => {
    container.register('tenant', { useValue: 'everyone' })
    injectable(library, Connection)
    injectable(library, Service, 'tenant', Connection)
    register(container, library, Service)
  })
  const scope = generation.createScope()
  scope.api.registerInstance('tenant', 'Ada')
  const nested = scope.api.createChildContainer()
  nested.registerInstance('tenant', 'Ada’s sister')
  use(nested, Service)
  expect(journal.constructed, 'C9').toEqual(['Connection', 'Service'])
  expect(tenants, 'C12').toEqual(['everyone'])

  await nested.dispose()
  await scope.dispose()
  expect(journal.disposed, 'C11').toEqual([])
  const other = generation.createScope()
  use(other.api, Service)
  use(generation.api.createChildContainer(), Service)
  use(generation.api, Service)
  expect(journal.constructed, 'C9').toEqual(['Connection', 'Service'])
  await other.dispose()
  await generation.dispose()
  expect(journal.disposed, 'C11').toEqual(['Service', 'Connection'])
}

describe.each(Object.entries(ways))('through %s', (_name, way) => {
  test('C9 C11 C12 a singleton first resolved in a scope takes none of its values, and survives it', () =>
    check(tsyringe(), way))

  test('C9 C11 C12 are seen to break in tsyringe itself', () =>
    expect(check(plain(), way)).rejects.toThrow(/C9|C11|C12/))
})

test('C11 a singleton that a scope registers is that scope’s, and its children’s', async () => {
  const journal = new Journal()
  const Service = journal.class('Service')
  const generation = await build(tsyringe(), (_container, library) => injectable(library, Service, 'tenant'))
  const scope = generation.createScope()
  scope.api.registerInstance('tenant', 'Ada').registerSingleton(Service)
  const nested = scope.api.createChildContainer().registerInstance('tenant', 'Ada’s sister')
  const service = nested.resolve(Service)
  expect(service.takes).toEqual(['Ada'])
  await nested.dispose()
  expect(scope.api.resolve(Service)).toBe(service)
  expect(journal.disposed).toEqual([])
  await scope.dispose()
  expect(journal.disposed).toEqual(['Service'])
  await generation.dispose()
})

async function checkResolutionScoped(factory: Factory): Promise<void> {
  const journal = new Journal()
  const Trace = journal.class('Trace')
  const Service = journal.class('Service')
  const Handler = journal.class('Handler')
  const generation = await build(factory, (container, library) => {
    container.register(Trace, { useClass: Trace }, { lifecycle: library.Lifecycle.ResolutionScoped })
    singleton(library, Service, Trace)
    injectable(library, Handler, Trace, Service)
  })
  const scope = generation.createScope()
  scope.api.resolve(Handler)
  expect(journal.constructed, 'C12').toEqual(['Trace', 'Trace', 'Service', 'Handler'])
  await scope.dispose()
  expect(journal.disposed, 'C12').toEqual(['Handler', 'Trace'])
  await generation.dispose()
  expect(journal.disposed, 'C12').toEqual(['Handler', 'Trace', 'Service', 'Trace'])
}

test('C12 a singleton does not capture what is shared within a resolution of the scope', () =>
  checkResolutionScoped(tsyringe()))

test('C12 within a resolution is seen to break in tsyringe itself', () =>
  expect(checkResolutionScoped(plain())).rejects.toThrow('C12'))
