import { Journal } from '@hotseat/conformance'
import { expect, test } from 'vitest'
import { tsyringe } from '../src/index.ts'
import { injectable, singleton } from './support/fresh-tsyringe.ts'
import { build, type Factory } from './support/generations.ts'
import { plain } from './support/planted.ts'

test('C13 values and what factories make are disposed in the order in which they came', async () => {
  const journal = new Journal()
  const Pool = journal.class('Pool')
  const Repository = journal.class('Repository')
  const Cache = journal.class('Cache')
  const Service = journal.class('Service')
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
  const Chicken = journal.class('Chicken')
  const Egg = journal.class('Egg')
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

test('C18 tsyringe’s own dispose() is the same disposal, also when a disposer calls it', async () => {
  const journal = new Journal()
  const again: (() => void)[] = []
  const Service = journal.class('Service', { dispose: () => again.forEach((call) => call()) })
  const generation = await build(tsyringe(), (container) => void container.resolve(Service))
  again.push(() => void generation.api.dispose())
  const first = generation.dispose()
  expect(generation.dispose()).toBe(first)
  expect(Promise.resolve(generation.api.dispose())).toBe(first)
  await first
  expect(journal.disposed).toEqual(['Service'])
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
