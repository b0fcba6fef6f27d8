import { Journal } from '@hotseat/conformance'
import { expect, test } from 'vitest'
import { tsyringe } from '../src/index.ts'
import { freshTsyringe, injectable, singleton } from './support/fresh-tsyringe.ts'
import { build, sharing, type Factory } from './support/generations.ts'
import { disposesValuesUncounted, plain } from './support/planted.ts'

async function checkGivenAndMade(factory: Factory): Promise<void> {
  const journal = new Journal()
  const [Given, Instance, Made] = ['Given', 'Instance', 'Made'].map((name) => journal.class(name))
  if (!Given || !Instance || !Made) throw new Error('unreachable')
  const generation = await build(factory, (container) => {
    container.register('given', { useValue: new Given() })
    container.registerInstance(Instance, new Instance())
    container.register('made', { useFactory: () => new Made() })
    container.resolve('made')
  })
  await generation.dispose()
  expect(journal.disposed, 'values').toEqual(['Made', 'Instance', 'Given'])
}

test('useValue, registerInstance and what a useFactory made are disposed with the container', () =>
  checkGivenAndMade(tsyringe()))

test('disposal of values is seen to be missing in tsyringe itself', () =>
  expect(checkGivenAndMade(plain())).rejects.toThrow('values'))

async function checkReachableManyWays(factory: Factory): Promise<void> {
  const journal = new Journal()
  const Service = journal.class('Service')
  const generation = await build(factory, (container, library) => {
    singleton(library, Service)
    const service = container.resolve(Service)
    container.registerInstance('instance', service)
    container.register('value', { useValue: service })
    container.register('factory', { useFactory: () => service })
    container.register('resolving factory', { useFactory: (from) => from.resolve(Service) })
    container.register('alias', { useToken: 'value' })
    for (const token of ['instance', 'value', 'factory', 'resolving factory', 'alias']) container.resolve(token)
  })
  const scope = generation.createScope()
  scope.api.registerInstance('mine', scope.api.resolve('factory'))
  await scope.dispose()
  expect(journal.disposed, 'not with the scope').toEqual([])
  await generation.dispose()
  expect(journal.disposed, 'once').toEqual(['Service'])
}

test('an object that is reachable in many ways is disposed once', () => checkReachableManyWays(tsyringe()))

test('disposing once is seen to break when each way counts', () =>
  expect(checkReachableManyWays(disposesValuesUncounted())).rejects.toThrow('once'))

/** The object of a module that the loader carries from generation to generation. */
async function checkCarried(factory: Factory): Promise<void> {
  const journal = new Journal()
  const Pool = journal.class('Pool')
  const pool = new Pool()
  const register = () => build(factory, (container) => container.registerInstance('pool', pool))
  const first = await register()
  const second = await register()
  await first.dispose()
  expect(journal.disposed, 'carried').toEqual([])

  const broken = build(factory, (container) => {
    container.registerInstance('pool', pool)
    throw new Error('broken')
  })
  await expect(broken).rejects.toThrow('broken')
  expect(journal.disposed, 'carried').toEqual([])

  const third = await register()
  await Promise.all([second.dispose(), third.dispose()])
  expect(journal.disposed, 'carried').toEqual(['Pool'])
}

test('a value that a newer generation has registered too is disposed with the last of them', () =>
  checkCarried(tsyringe()))

test('a carried value is seen to be disposed too early when nobody counts', () =>
  expect(checkCarried(disposesValuesUncounted())).rejects.toThrow('carried'))

async function checkShared(factory: Factory): Promise<void> {
  const journal = new Journal()
  const Pool = journal.class('Pool')
  const Queue = journal.class('Queue')
  const pool = new Pool()
  const queue = new Queue()
  const configure = (container: Awaited<ReturnType<typeof build>>['api']): void => {
    container.registerInstance('pool', pool)
    container.register('queue', { useFactory: () => queue })
    container.resolve('queue')
  }
  const generation = await build(factory, configure, { shared: sharing(pool, queue) })
  await generation.dispose()
  expect(journal.disposed, 'shared').toEqual([])
}

test('a shared resource is not the container’s to dispose', () => checkShared(tsyringe()))

test('a shared resource is seen to be disposed when ownership is not asked for', () =>
  expect(checkShared(disposesValuesUncounted())).rejects.toThrow('shared'))

test('what modules registered and resolved while they were loaded is disposed too', async () => {
  const journal = new Journal()
  const [Pool, Service] = [journal.class('Pool'), journal.class('Service')]
  const library = freshTsyringe()
  library.container.registerInstance('pool', new Pool())
  singleton(library, Service, 'pool')
  class Socket {
    [Symbol.dispose](): void {
      journal.disposed.push('Socket')
    }
  }
  singleton(library, Socket)
  library.container.resolve(Service)
  library.container.resolve(Socket)
  const generation = await build(tsyringe(), () => undefined, { library })
  await generation.dispose()
  expect(journal.disposed).toEqual(['Socket', 'Service', 'Pool'])
})

test('what a scope is given comes from outside and stays there, as a request does', async () => {
  const journal = new Journal()
  const Request = journal.class('Request')
  const Handler = journal.class('Handler')
  const generation = await build(tsyringe(), (_container, library) => injectable(library, Handler, 'request'))
  const scope = generation.createScope()
  scope.api.registerInstance('request', new Request()).resolve(Handler)
  await scope.dispose()
  await generation.dispose()
  expect(journal.disposed).toEqual(['Handler'])
})

test('what a factory of the root hands out in a scope may be handed out again: it goes with the root', async () => {
  const journal = new Journal()
  const [Pool, Cached, Resolved] = [journal.class('Pool'), journal.class('Cached'), journal.class('Resolved')]
  const pool = new Pool()
  const generation = await build(tsyringe(), (container, library) => {
    container.register('pool', { useFactory: () => pool })
    container.register('cached', { useFactory: library.instanceCachingFactory(() => new Cached()) })
    container.register('resolved', { useFactory: (from) => from.resolve(Resolved) })
  })
  for (let request = 0; request < 3; request += 1) {
    const scope = generation.createScope()
    for (const token of ['pool', 'cached', 'resolved']) scope.api.resolve(token)
    await scope.dispose()
  }
  expect(journal.constructed.filter((name) => name === 'Cached')).toHaveLength(1)
  expect(journal.disposed).toEqual(['Resolved', 'Resolved', 'Resolved'])
  await generation.dispose()
  expect(journal.disposed.slice(3).toSorted()).toEqual(['Cached', 'Pool'])
})

test('what a scope’s own factory or instancePerContainerCachingFactory makes goes with the scope', async () => {
  const journal = new Journal()
  const [Unit, Own] = [journal.class('Unit'), journal.class('Own')]
  const generation = await build(tsyringe(), (container, library) => {
    container.register('unit', { useFactory: library.instancePerContainerCachingFactory(() => new Unit()) })
  })
  const scope = generation.createScope()
  scope.api.register('own', { useFactory: () => new Own() })
  expect(scope.api.resolve('unit')).toBe(scope.api.resolve('unit'))
  scope.api.resolve('own')
  await scope.dispose()
  expect(journal.disposed).toEqual(['Own', 'Unit'])
  await generation.dispose()
  expect(journal.disposed).toHaveLength(2)
})

test('a container that is registered or handed out is no value to dispose', async () => {
  const journal = new Journal()
  const Service = journal.class('Service')
  const generation = await build(tsyringe(), (container, library) => {
    container.registerInstance('root', container)
    container.register('current', { useFactory: (from) => from })
    container.register('fresh', { useFactory: (from) => from.createChildContainer() })
    injectable(library, Service, 'root', 'current', 'fresh')
    container.resolve(Service)
  })
  const scope = generation.createScope()
  expect(scope.api.resolve(Service).takes.slice(0, 2)).toEqual([generation.api, scope.api])
  await scope.dispose()
  await generation.dispose()
  expect(journal.disposed).toEqual(['Service', 'Service'])
})

test('a dependency taken by delay() is not resolved by looking whether it is to be disposed', async () => {
  const journal = new Journal()
  const Service = journal.class('Service')
  const generation = await build(tsyringe(), (container, library) => {
    injectable(library, Service)
    const lazy = container.resolve(library.delay(() => Service))
    container.registerInstance('lazy', lazy)
    container.register('factory', { useFactory: (from) => from.resolve(library.delay(() => Service)) })
    container.resolve('factory')
  })
  expect(journal.constructed).toEqual([])
  await generation.dispose()
  expect(journal.constructed).toEqual([])
})

test('a strict proxy, which throws when asked for what it does not know, can be a value', async () => {
  const environment = new Proxy({ PORT: '3000' } satisfies Record<string, string>, {
    get(target, key) {
      if (key in target) return Reflect.get(target, key)
      throw new ReferenceError(`No such variable: ${String(key)}`)
    },
  })
  const generation = await build(tsyringe(), (container) => {
    container.registerInstance('environment', environment)
    container.register('again', { useFactory: () => environment })
    container.resolve('again')
  })
  expect(generation.api.resolve<typeof environment>('environment').PORT).toBe('3000')
  await generation.dispose()
})

test('the standard streams stay open', async () => {
  const generation = await build(tsyringe(), (container) => {
    container.register('out', { useValue: process.stdout })
    container.register('err', { useFactory: () => process.stderr })
    container.resolve('err')
  })
  await generation.dispose()
  expect([process.stdout.destroyed, process.stderr.destroyed]).toEqual([false, false])
})

test('values that are no objects are left alone', async () => {
  const values = [0, '', false, 1n, Symbol('value'), () => 'called']
  const generation = await build(tsyringe(), (container) => {
    for (const value of values) {
      container.registerInstance('value', value)
      container.register('factory', { useFactory: () => value })
    }
  })
  expect(generation.api.resolveAll('value')).toEqual(values)
  expect(generation.api.resolveAll('factory')).toEqual(values)
  await generation.dispose()
})

test('what a factory makes asynchronously is disposed as it settled, once, however many asked; a failure stops nothing', async () => {
  const journal = new Journal()
  const [Pool, Late] = [journal.class('Pool'), journal.class('Late')]
  const { promise: opening, resolve: open } = Promise.withResolvers<void>()
  const generation = await build(tsyringe(), (container, { instanceCachingFactory }) => {
    container.register('pool', { useFactory: instanceCachingFactory(async () => new Pool()) })
    container.register('lost', { useFactory: () => Promise.reject(new Error('no connection')) })
    container.register('late', { useFactory: () => opening.then(() => new Late()) })
  })
  const scope = generation.createScope()
  const pools = await Promise.all([scope.api.resolve('pool'), generation.api.resolve('pool')])
  expect(pools[0]).toBe(pools[1])
  await expect(scope.api.resolve('lost')).rejects.toThrow('no connection')
  const late = scope.api.resolve('late')
  await scope.dispose()
  expect(journal.disposed).toEqual([])
  const disposal = generation.dispose()
  open()
  await Promise.all([late, disposal])
  expect(journal.disposed, 'it settled while the rest waited').toEqual(['Late', 'Pool'])
})
