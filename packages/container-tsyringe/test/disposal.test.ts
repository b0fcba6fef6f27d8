import { setTimeout } from 'node:timers/promises'
import { HotseatError } from '@hotseat/core'
import { expect, test } from 'vitest'
import { tsyringe } from '../src/index.ts'
import { injectable, singleton } from './support/fresh-tsyringe.ts'
import { build, type Factory, type Generation } from './support/generations.ts'
import { Journal } from './support/journal.ts'
import { plain } from './support/planted.ts'

/** Messages of the errors that a disposal ended with; none if it went well. */
async function complaintsOf(disposal: Promise<void>): Promise<readonly string[]> {
  try {
    await disposal
    return []
  } catch (error) {
    const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error]
    return errors.map((each) => (HotseatError.is(each) ? `${each.code}: ${each.message}` : String(each)))
  }
}

/** A generation whose Controller takes a Service and a Database, and whose Service takes the Database too. */
async function threeLayers(
  factory: Factory,
  disposers: {
    readonly Controller?: () => unknown
    readonly Service?: () => unknown
    readonly Database?: () => unknown
  },
  disposeTimeout = 2_000,
): Promise<{ readonly journal: Journal; readonly generation: Generation }> {
  const journal = new Journal()
  const Database = journal.part('Database', disposers.Database)
  const Service = journal.part('Service', disposers.Service)
  const Controller = journal.part('Controller', disposers.Controller)
  const configure = (container: Generation['api'], library: Parameters<typeof singleton>[0]): void => {
    singleton(library, Database)
    singleton(library, Service, Database)
    injectable(library, Controller, Database, Service)
    container.resolve(Controller)
  }
  return { journal, generation: await build(factory, configure, { disposeTimeout }) }
}

async function checkOrder(factory: Factory): Promise<void> {
  const { journal, generation } = await threeLayers(factory, {})
  await generation.dispose()
  expect(journal.disposed, 'C13').toEqual(['Controller', 'Service', 'Database'])
}

test('C13 dependents are disposed before their dependencies', () => checkOrder(tsyringe()))

test('C13 is seen to break in tsyringe itself', () => expect(checkOrder(plain())).rejects.toThrow('C13'))

test('C13 values and what factories make are disposed in the order in which they came', async () => {
  const journal = new Journal()
  const Pool = journal.part('Pool')
  const Repository = journal.part('Repository')
  const Cache = journal.part('Cache')
  const Service = journal.part('Service')
  const generation = await build(tsyringe(), (container, library) => {
    container.registerInstance('pool', new Pool())
    container.register('repository', { useFactory: (from) => new Repository(from.resolve('pool')) })
    library.inject('repository')(Service, undefined, 0)
    injectable(library, Service, Object)
    const service = container.resolve(Service)
    container.registerInstance('cache', new Cache(service))
  })
  await generation.dispose()
  expect(journal.disposed).toEqual(['Cache', 'Service', 'Repository', 'Pool'])
})

test('C13 declared: what delay() resolves late is disposed as what came last', async () => {
  const journal = new Journal()
  const Chicken = journal.part('Chicken')
  const Egg = journal.part('Egg')
  const generation = await build(tsyringe(), (container, library) => {
    library.inject(library.delay(() => Egg))(Chicken, undefined, 0)
    singleton(library, Chicken, Object)
    singleton(library, Egg, Chicken)
    const [egg] = container.resolve(Chicken).takes
    expect(journal.constructed).toEqual(['Chicken'])
    expect(egg).toHaveProperty('takes')
  })
  await generation.dispose()
  expect(journal.disposed).toEqual(['Egg', 'Chicken'])
})

async function checkAwaited(factory: Factory): Promise<void> {
  const order: string[] = []
  const { generation } = await threeLayers(factory, {
    Controller: async () => {
      await setTimeout(10)
      order.push('Controller done')
    },
    Database: () => order.push('Database begins'),
  })
  await generation.dispose()
  expect(order, 'C14').toEqual(['Controller done', 'Database begins'])
}

test('C14 each disposal is awaited before the next begins', () => checkAwaited(tsyringe()))

test('C14 is seen to break in tsyringe itself', () => expect(checkAwaited(plain())).rejects.toThrow('C14'))

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

test('C15 one that throws stops none of the others, and all errors are told', () => checkThrowStopsNothing(tsyringe()))

test('C15 is seen to break in tsyringe itself', () => expect(checkThrowStopsNothing(plain())).rejects.toThrow('C15'))

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

test('C16 one that rejects stops none of the others, which are awaited', () => checkRejectionStopsNothing(tsyringe()))

test('C16 is seen to break in tsyringe itself', () =>
  expect(checkRejectionStopsNothing(plain())).rejects.toThrow('C16'))

async function checkHang(factory: Factory): Promise<void> {
  const { promise: never } = Promise.withResolvers<void>()
  const { journal, generation } = await threeLayers(factory, { Service: () => never }, 40)
  const tooLong = setTimeout(1_000, ['still hanging'], { ref: false })
  const complaints = await Promise.race([complaintsOf(generation.dispose()), tooLong])
  expect(complaints, 'C17').toEqual([expect.stringMatching(/^HOTSEAT_DISPOSE_TIMEOUT: Service had not finished/)])
  expect(journal.disposed, 'C17').toEqual(['Controller', 'Service', 'Database'])
}

test('C17 what hangs is reported by name after the timeout, and the others go', () => checkHang(tsyringe()))

test('C17 is seen to break in tsyringe itself', () => expect(checkHang(plain())).rejects.toThrow('C17'))

async function checkOnce(factory: Factory): Promise<void> {
  const { journal, generation } = await threeLayers(factory, { Service: () => setTimeout(5) })
  const first = generation.dispose()
  const second = generation.dispose()
  const third = Promise.resolve(generation.api.dispose())
  await Promise.all([first, second, third])
  await generation.dispose()
  expect(journal.disposed, 'C18').toEqual(['Controller', 'Service', 'Database'])
  expect(second, 'C18').toBe(first)
  expect(third, 'C18').toBe(first)
}

test('C18 disposing twice at once disposes once, and both calls return one promise', () => checkOnce(tsyringe()))

test('C18 is seen to break in tsyringe itself', () => expect(checkOnce(plain())).rejects.toThrow('C18'))

test('C18 a disposer that disposes its own container does not start it over', async () => {
  const again: (() => void)[] = []
  const { journal, generation } = await threeLayers(tsyringe(), { Controller: () => again.forEach((call) => call()) })
  again.push(() => void generation.api.dispose())
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
    container.resolve(Socket)
    container.resolve(Timer)
  })
  await generation.dispose()
  expect(disposed, 'symbols').toEqual(['Timer', 'Socket'])
}

test('Symbol.asyncDispose and Symbol.dispose are disposers too', () => checkSymbols(tsyringe()))

test('disposal by symbol is seen to be missing in tsyringe itself', () =>
  expect(checkSymbols(plain())).rejects.toThrow('symbols'))

test('a method dispose that takes arguments disposes something else: it is not called', async () => {
  const disposed: unknown[] = []
  class Rooms {
    dispose(room: string): void {
      disposed.push(room)
    }
  }
  const generation = await build(tsyringe(), (container) => {
    container.resolve(Rooms)
    container.registerInstance('rooms', new Rooms())
  })
  await generation.dispose()
  expect(disposed).toEqual([])
})

test('a disposer by symbol is called although a method dispose takes arguments', async () => {
  const disposed: unknown[] = []
  class Rooms {
    dispose(room: string): void {
      disposed.push(room)
    }
    [Symbol.dispose](): void {
      disposed.push('all rooms')
    }
  }
  const generation = await build(tsyringe(), (container) => container.resolve(Rooms))
  await generation.dispose()
  expect(disposed).toEqual(['all rooms'])
})
