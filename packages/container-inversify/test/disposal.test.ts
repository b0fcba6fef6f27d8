import { Journal } from '@hotseat/conformance'
import { expect, test } from 'vitest'
import { inversify } from '../src/index.ts'
import { injectedInto, singleton } from './support/decorated.ts'
import { build, type Factory, type Generation } from './support/generations.ts'
import { plain } from './support/planted.ts'

test('C13 what is injected into a property is disposed after what it is injected into', async () => {
  const journal = new Journal()
  const [Database, Service] = [journal.class('Database'), journal.class('Service')]
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
  const [Pool, Repository, Index] = [journal.class('Pool'), journal.class('Repository'), journal.class('Index')]
  const [Service, Cache] = [journal.class('Service'), journal.class('Cache')]
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

test('C18 a disposal is one promise, also when a disposer asks for it', async () => {
  const journal = new Journal()
  const Database = journal.class('Database')
  const Service = journal.class('Service', { dispose: () => void generation.dispose() })
  singleton(Database)
  singleton(Service, Database)
  const generation: Generation = await build(inversify(), (container) => {
    for (const part of [Database, Service]) container.bind(part).toSelf()
    container.get(Service)
  })
  const first = generation.dispose()
  expect(generation.dispose()).toBe(first)
  await first
  expect(journal.disposed).toEqual(['Service', 'Database'])
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
