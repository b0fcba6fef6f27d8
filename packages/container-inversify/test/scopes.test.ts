import { setTimeout } from 'node:timers/promises'
import { Journal } from '@hotseat/conformance'
import { Container } from 'inversify'
import { expect, test } from 'vitest'
import { inversify } from '../src/index.ts'
import { decorated, destroyedBy, singleton } from './support/decorated.ts'
import { build, type Factory } from './support/generations.ts'
import { plain } from './support/planted.ts'

test('C9 within a generation a singleton is one, whoever asks', async () => {
  const Database = new Journal().class('Database')
  class Service {
    readonly database: unknown
    constructor(database: unknown) {
      this.database = database
    }
  }
  singleton(Database)
  decorated(Service, [Database])
  const generation = await build(inversify(), (container) => {
    container.bind(Database).toSelf()
    container.bind(Service).toSelf()
    container.bind('alias').toService(Database)
  })
  const scope = generation.createScope()
  const database = scope.api.get(Database)
  expect(generation.api.get(Database)).toBe(database)
  expect(generation.api.get('alias')).toBe(database)
  expect(scope.api.get('alias')).toBe(database)
  expect(scope.api.getAll(Database)).toEqual([database])
  expect(scope.api.getAll(Database, { chained: true })).toEqual([database])
  expect(scope.api.get(Service).database).toBe(database)
  expect(generation.createScope().api.get(Service).database).toBe(database)
  await generation.dispose()
})

test('C10 a scope has its own request-scoped and transient instances, and shares the singletons', async () => {
  const journal = new Journal()
  const [Database, Session, Handler] = [journal.class('Database'), journal.class('Session'), journal.class('Handler')]
  singleton(Database)
  decorated(Session, [Database], 'Request')
  decorated(Handler, [Session, Session])
  const generation = await build(inversify(), (container) => {
    for (const part of [Database, Session, Handler]) container.bind(part).toSelf()
  })
  const [one, two] = [generation.createScope(), generation.createScope()]
  const [first, second] = [one.api.get(Handler), two.api.get(Handler)]
  // inversify's request is one get().
  expect(first.takes[0]).toBe(first.takes[1])
  expect(first.takes[0]).not.toBe(second.takes[0])
  expect(journal.constructed).toEqual(['Database', 'Session', 'Handler', 'Session', 'Handler'])
  await one.dispose()
  expect(journal.disposed).toEqual(['Handler', 'Session'])
  await generation.dispose()
  expect(journal.disposed).toEqual(['Handler', 'Session', 'Handler', 'Session', 'Database'])
})

test('C10 what is bound in a scope is its own, and unseen by the others', async () => {
  const generation = await build(inversify(), (container) => {
    container.bind('user').toConstantValue('nobody')
    container.bind('greeting').toDynamicValue((context) => `Hello, ${context.get<string>('user')}!`)
  })
  const [one, two] = [generation.createScope(), generation.createScope()]
  one.api.bind('user').toConstantValue('Ada')
  expect(one.api.get('greeting')).toBe('Hello, Ada!')
  expect(two.api.get('greeting')).toBe('Hello, nobody!')
  two.api.bind('user').toConstantValue('Grace')
  expect(two.api.get('greeting'), 'bound late').toBe('Hello, Grace!')
  expect(generation.api.get('greeting')).toBe('Hello, nobody!')
  await generation.dispose()
})

async function checkSurvives(factory: Factory): Promise<void> {
  const journal = new Journal()
  const Pool = journal.class('Pool')
  const generation = await build(factory, (container) => {
    container
      .bind('pool')
      .toDynamicValue(() => new Pool())
      .inSingletonScope()
  })
  const scope = generation.createScope()
  const pool = scope.api.get('pool')
  await scope.dispose()
  expect(journal.disposed, 'C11').toEqual([])
  expect(generation.api.get('pool'), 'C11').toBe(pool)
  await generation.dispose()
  expect(journal.disposed, 'C11').toEqual(['Pool'])
}

test('C11 what a function made once, in a scope, survives that scope', () => checkSurvives(inversify()))

test('C11 is seen to break in inversify itself, which disposes no such value at all', () =>
  expect(checkSurvives(plain())).rejects.toThrow('C11'))

async function checkCapturesNothing(factory: Factory): Promise<void> {
  class Logger {
    readonly user: unknown
    constructor(user: unknown) {
      this.user = user
    }
  }
  singleton(Logger, 'user')
  const generation = await build(factory, (container) => {
    container.bind('user').toConstantValue('nobody')
    container.bind(Logger).toSelf()
    container
      .bind('dynamic')
      .toDynamicValue((context) => context.get('user'))
      .inSingletonScope()
    container
      .bind('resolved')
      .toResolvedValue((user) => user, ['user'])
      .inSingletonScope()
    container.bind<() => unknown>('factory').toFactory((context) => () => context.get('user'))
    container
      .bind('later')
      .toDynamicValue(async (context) => {
        await setTimeout(1)
        return context.get('user')
      })
      .inSingletonScope()
  })
  const scope = generation.createScope()
  scope.api.bind('user').toConstantValue('Ada')
  expect(scope.api.get(Logger).user, 'C12').toBe('nobody')
  expect(scope.api.get('dynamic'), 'C12').toBe('nobody')
  expect(scope.api.get('resolved'), 'C12').toBe('nobody')
  expect(scope.api.get<() => unknown>('factory')(), 'C12').toBe('nobody')
  expect(await scope.api.getAsync('later'), 'C12').toBe('nobody')
  await scope.dispose()
  expect(generation.api.get<() => unknown>('factory')(), 'C12').toBe('nobody')
  await generation.dispose()
}

test('C12 no singleton captures what is bound in a scope', () => checkCapturesNothing(inversify()))

test('C12 is seen to break in inversify itself', () => expect(checkCapturesNothing(plain())).rejects.toThrow('C12'))

test('C12 conditions of bindings hold in scopes as they do in the root', async () => {
  class Named {
    readonly engine: unknown
    constructor(engine: unknown) {
      this.engine = engine
    }
  }
  class Other extends Named {}
  for (const part of [Named, Other]) singleton(part, 'engine')
  const generation = await build(inversify(), (container) => {
    container.bind('engine').toConstantValue('petrol').whenParentIs(Other)
    container.bind('engine').toConstantValue('steam').whenParentNamed('old')
    container.bind('engine').toConstantValue('electric').whenParentTagged('clean', true)
    container.bind('car').to(Named).inSingletonScope().whenNamed('old')
    container.bind('car').to(Named).inSingletonScope().whenTagged('clean', true)
    container.bind(Other).toSelf()
  })
  const scope = generation.createScope()
  expect(scope.api.get<Named>('car', { name: 'old' }).engine).toBe('steam')
  expect(scope.api.get<Named>('car', { tag: { key: 'clean', value: true } }).engine).toBe('electric')
  expect(scope.api.get(Other).engine).toBe('petrol')
  expect(() => scope.api.get('car')).toThrow('No bindings found for service: "car"')
  expect(generation.api.get<Named>('car', { name: 'old' })).toBe(scope.api.get<Named>('car', { name: 'old' }))
  await generation.dispose()
})

test('C12 a singleton that decorates another of the same identifier is made in a scope, too', async () => {
  const Plain = new Journal().class('Plain')
  class Loud {
    readonly inner: unknown
    constructor(inner: unknown) {
      this.inner = inner
    }
  }
  singleton(Plain)
  singleton(Loud, 'voice')
  const generation = await build(inversify(), (container) => {
    container.bind('voice').to(Plain).whenParentIs('voice')
    container.bind('voice').to(Loud).whenNoParentIs('voice')
  })
  const voice = generation.createScope().api.get<Loud>('voice')
  expect(voice.inner).toBeInstanceOf(Plain)
  expect(generation.api.get('voice')).toBe(voice)
  await generation.dispose()
})

test('activations of a singleton happen once, whoever asks', async () => {
  const activated: unknown[] = []
  const generation = await build(inversify(), (container) => {
    container
      .bind<string>('greeting')
      .toConstantValue('Hello')
      .onActivation((_context, value) => `${value},`)
    container.onActivation<string>('greeting', (_context, value) => {
      activated.push(value)
      return `${value} world`
    })
  })
  const scope = generation.createScope()
  expect(scope.api.get('greeting')).toBe('Hello, world')
  expect(scope.api.get('greeting')).toBe('Hello, world')
  expect(generation.api.get('greeting')).toBe('Hello, world')
  expect(activated).toEqual(['Hello,'])
  await generation.dispose()
})

test('C24 what is made asynchronously is disposed once, however many asked for it meanwhile', async () => {
  const journal = new Journal()
  const Connection = journal.class('Connection')
  const generation = await build(inversify(), (container) => {
    container
      .bind('connection')
      .toDynamicValue(async () => {
        await setTimeout(2)
        return new Connection()
      })
      .inSingletonScope()
  })
  const scope = generation.createScope()
  const containers = [generation.api, scope.api, generation.createScope().api, scope.api, generation.api]
  const connections = await Promise.all(containers.map((container) => container.getAsync('connection')))
  expect(new Set(connections).size).toBe(1)
  await generation.dispose()
  expect(journal.disposed).toEqual(['Connection'])
})

test('options hold for scopes, and what is bound by itself in a scope is bound in the root', async () => {
  const journal = new Journal()
  const [Database, Handler] = [journal.class('Database'), journal.class('Handler')]
  singleton(Database)
  decorated(Handler, [Database])
  const generation = await build(inversify({ autobind: true }), () => undefined)
  const [one, two] = [generation.createScope(), generation.createScope()]
  expect(one.api.get(Handler).takes[0]).toBe(two.api.get(Handler).takes[0])
  await generation.dispose()
  expect(journal.disposed).toEqual(['Handler', 'Handler', 'Database'])
})

test('in a child container of the application’s own, singletons of the root are the root’s to dispose', async () => {
  const journal = new Journal()
  const [Database, Mine] = [journal.class('Database'), journal.class('Mine')]
  singleton(Database)
  singleton(Mine)
  destroyedBy(Mine, 'dispose')
  const generation = await build(inversify(), (container) => container.bind(Database).toSelf())
  const scope = generation.createScope()
  for (const parent of [generation.api, scope.api]) {
    const child = new Container({ parent })
    child.bind(Mine).toSelf()
    child.get(Mine)
    expect(child.get(Database)).toBe(generation.api.get(Database))
    await child.unbindAllAsync()
  }
  expect(journal.disposed).toEqual(['Mine', 'Mine'])
  await scope.dispose()
  await generation.dispose()
  expect(journal.disposed).toEqual(['Mine', 'Mine', 'Database'])
})
