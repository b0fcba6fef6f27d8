import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { inversify } from '../src/index.ts'
import { complaintsOf } from './support/complaints.ts'
import { destroyedBy, injectedInto, singleton } from './support/decorated.ts'
import { build, type Factory, type Generation } from './support/generations.ts'
import { Journal } from './support/journal.ts'
import { plain } from './support/planted.ts'

interface Disposers {
  readonly Controller?: () => unknown
  readonly Service?: () => unknown
  readonly Database?: () => unknown
}

/** A generation whose Controller takes a Database and a Service, and whose Service takes the Database too. */
async function threeLayers(
  factory: Factory,
  disposers: Disposers,
  disposeTimeout = 2_000,
): Promise<{ readonly journal: Journal; readonly generation: Generation }> {
  const journal = new Journal()
  const Database = journal.part('Database', disposers.Database)
  const Service = journal.part('Service', disposers.Service)
  const Controller = journal.part('Controller', disposers.Controller)
  singleton(Database)
  singleton(Service, Database)
  singleton(Controller, Database, Service)
  // inversify itself disposes by these methods only.
  for (const part of [Database, Service, Controller]) destroyedBy(part, 'dispose')
  const generation = await build(
    factory,
    (container) => {
      for (const part of [Database, Service, Controller]) container.bind(part).toSelf()
      container.get(Controller)
    },
    { disposeTimeout },
  )
  return { journal, generation }
}

async function checkOrder(factory: Factory): Promise<void> {
  const { journal, generation } = await threeLayers(factory, {})
  await generation.dispose()
  expect(journal.disposed, 'C13').toEqual(['Controller', 'Service', 'Database'])
}

test('C13 dependents are disposed before their dependencies', () => checkOrder(inversify()))

test('C13 is seen to break in inversify itself', () => expect(checkOrder(plain())).rejects.toThrow('C13'))

test('C13 what is injected into a property is disposed after what it is injected into', async () => {
  const journal = new Journal()
  const [Database, Service] = [journal.part('Database'), journal.part('Service')]
  singleton(Database)
  singleton(Service)
  injectedInto(Service, 'database', Database)
  const generation = await build(inversify(), (container) => {
    container.bind(Service).toSelf()
    container.bind(Database).toSelf()
    expect(container.get(Service)).toHaveProperty('database', expect.any(Database))
  })
  expect(journal.constructed).toEqual(['Service', 'Database'])
  await generation.dispose()
  expect(journal.disposed).toEqual(['Service', 'Database'])
})

test('C13 constants and what functions make are disposed in the order in which they came', async () => {
  const journal = new Journal()
  const [Pool, Repository, Index] = [journal.part('Pool'), journal.part('Repository'), journal.part('Index')]
  const [Service, Cache] = [journal.part('Service'), journal.part('Cache')]
  const generation = await build(inversify(), (container) => {
    container.bind('pool').toConstantValue(new Pool())
    container.bind('repository').toDynamicValue((context) => new Repository(context.get('pool')))
    container
      .bind('index')
      .toResolvedValue((repository) => new Index(repository), ['repository'])
      .inSingletonScope()
    container.bind('service').toResolvedValue((index) => new Service(index), ['index'])
    const service = container.get('service')
    container.bind('cache').toConstantValue(new Cache(service))
  })
  await generation.dispose()
  expect(journal.disposed).toEqual(['Cache', 'Service', 'Index', 'Repository', 'Pool'])
})

async function checkAwaited(factory: Factory): Promise<void> {
  const order: string[] = []
  const { generation } = await threeLayers(factory, {
    Controller: async () => {
      await setTimeout(10)
      order.push('Controller done')
    },
    Database: () => void order.push('Database begins'),
  })
  await generation.dispose()
  expect(order, 'C14').toEqual(['Controller done', 'Database begins'])
}

test('C14 each disposal is awaited before the next begins', () => checkAwaited(inversify()))

test('C14 is seen to break in inversify itself', () => expect(checkAwaited(plain())).rejects.toThrow('C14'))

async function checkThrowStopsNothing(factory: Factory): Promise<void> {
  const { journal, generation } = await threeLayers(factory, {
    Service: () => {
      throw new Error('sockets are stuck')
    },
    Controller: () => {
      throw new Error('no more paper')
    },
  })
  const complaints = await complaintsOf(generation.dispose())
  expect(journal.disposed.toSorted(), 'C15').toEqual(['Controller', 'Database', 'Service'])
  expect(complaints, 'C15').toEqual([
    'HOTSEAT_DISPOSE_FAILED: Controller failed to dispose: no more paper',
    'HOTSEAT_DISPOSE_FAILED: Service failed to dispose: sockets are stuck',
  ])
}

test('C15 one that throws stops none of the others, and all errors are told', () => checkThrowStopsNothing(inversify()))

test('C15 is seen to break in inversify itself', () => expect(checkThrowStopsNothing(plain())).rejects.toThrow('C15'))

async function checkRejectionStopsNothing(factory: Factory): Promise<void> {
  const finished: string[] = []
  const { generation } = await threeLayers(factory, {
    Controller: () => Promise.reject(new Error('refused')),
    Database: async () => {
      await setTimeout(10)
      finished.push('Database')
    },
  })
  const complaints = await complaintsOf(generation.dispose())
  expect(finished, 'C16').toEqual(['Database'])
  expect(complaints, 'C16').toEqual(['HOTSEAT_DISPOSE_FAILED: Controller failed to dispose: refused'])
}

test('C16 one that rejects stops none of the others, which are awaited', () => checkRejectionStopsNothing(inversify()))

test('C16 is seen to break in inversify itself', () =>
  expect(checkRejectionStopsNothing(plain())).rejects.toThrow('C16'))

async function checkHang(factory: Factory): Promise<void> {
  const { promise: never } = Promise.withResolvers<void>()
  const { journal, generation } = await threeLayers(factory, { Service: () => never }, 40)
  const tooLong = setTimeout(1_000, ['still hanging'], { ref: false })
  const complaints = await Promise.race([complaintsOf(generation.dispose()), tooLong])
  expect(complaints, 'C17').toEqual([expect.stringMatching(/^HOTSEAT_DISPOSE_TIMEOUT: Service had not finished/)])
  expect(journal.disposed, 'C17').toEqual(['Controller', 'Service', 'Database'])
}

test('C17 what hangs is reported by name after the timeout, and the others go', () => checkHang(inversify()))

test('C17 is seen to break in inversify itself', () => expect(checkHang(plain())).rejects.toThrow('C17'))

async function checkOnce(factory: Factory): Promise<void> {
  const { journal, generation } = await threeLayers(factory, { Service: () => setTimeout(5) })
  const first = generation.dispose()
  const second = generation.dispose()
  await Promise.all([first, second])
  await generation.dispose()
  expect(journal.disposed, 'C18').toEqual(['Controller', 'Service', 'Database'])
  expect(second, 'C18').toBe(first)
}

test('C18 disposing twice at once disposes once, and both calls return one promise', () => checkOnce(inversify()))

test('C18 is seen to break in inversify itself', () => expect(checkOnce(plain())).rejects.toThrow('C18'))

test('C18 a disposer that disposes its own container does not start it over', async () => {
  const again: (() => void)[] = []
  const { journal, generation } = await threeLayers(inversify(), { Controller: () => again.forEach((call) => call()) })
  again.push(() => void generation.dispose())
  await generation.dispose()
  expect(journal.disposed).toEqual(['Controller', 'Service', 'Database'])
})

async function checkSymbols(factory: Factory): Promise<void> {
  const disposed: string[] = []
  class Socket {
    async [Symbol.asyncDispose](): Promise<void> {
      await Promise.resolve()
      disposed.push('Socket')
    }
  }
  class Timer {
    [Symbol.dispose](): void {
      disposed.push('Timer')
    }
  }
  const generation = await build(factory, (container) => {
    container.bind(Socket).toSelf().inSingletonScope()
    container.bind(Timer).toSelf().inTransientScope()
    container.get(Socket)
    container.get(Timer)
  })
  await generation.dispose()
  expect(disposed, 'symbols').toEqual(['Timer', 'Socket'])
}

test('Symbol.asyncDispose and Symbol.dispose are disposers', () => checkSymbols(inversify()))

test('disposal by symbol is seen to be missing in inversify itself', () =>
  expect(checkSymbols(plain())).rejects.toThrow('symbols'))

test('a method dispose that takes arguments disposes something else: it is not called', async () => {
  const disposed: unknown[] = []
  class Rooms {
    dispose(room: string): void {
      disposed.push(room)
    }
  }
  const generation = await build(inversify(), (container) => {
    container.bind(Rooms).toSelf()
    container.bind('rooms').toConstantValue(new Rooms())
    container.get(Rooms)
  })
  await generation.dispose()
  expect(disposed).toEqual([])
})
