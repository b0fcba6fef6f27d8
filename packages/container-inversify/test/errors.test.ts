import { Journal } from '@hotseat/conformance'
import { expect, test } from 'vitest'
import { inversify } from '../src/index.ts'
import { decorated, initialisedBy } from './support/decorated.ts'
import { build, rejectionOf } from './support/generations.ts'

const Database = new Journal().class('Database')

test('C23 a decorated class without the compiler’s metadata: an error that names the setting, with the cause', async () => {
  class Service {
    readonly database: unknown
    constructor(database: unknown) {
      this.database = database
    }
  }
  decorated(Service)
  Reflect.deleteMetadata('design:paramtypes', Service)
  const building = build(inversify(), (container) => container.bind(Service).toSelf())
  expect(await rejectionOf(building)).toMatchObject({
    code: 'HOTSEAT_INVERSIFY_METADATA',
    message: expect.stringMatching(/constructor of Service takes.*"emitDecoratorMetadata": true in tsconfig\.json/),
    cause: { message: expect.stringContaining('missing metadata') },
  })
})

test('classes without parameters, or described by @inject() or a base class alone, need no @injectable()', async () => {
  class Base {
    readonly name: string
    constructor(name = 'base') {
      this.name = name
    }
  }
  class Derived extends Base {}
  const generation = await build(inversify(), (container) => {
    container.bind(Base).toSelf()
    container.bind(Derived).toSelf()
  })
  expect(generation.api.get(Base).name).toBe('base')
  expect(generation.api.get(Derived)).toBeInstanceOf(Base)
  expect(generation.api.get(Derived).constructor).toBe(Derived)
  await generation.dispose()
})

class PortTaken extends Error {}

function takePort(): never {
  throw new PortTaken('port 5000 is taken')
}

test('what a constructor or a function throws is what the asker gets, in the root and in scopes', async () => {
  class Listener {
    readonly port = takePort()
  }
  const generation = await build(inversify(), (container) => {
    container.bind('class').to(Listener)
    container.bind('singleton').to(Listener).inSingletonScope()
    container.bind('dynamic').toDynamicValue(takePort)
    container.bind('resolved').toResolvedValue(takePort).inSingletonScope()
  })
  for (const { api } of [generation, generation.createScope()])
    for (const name of ['class', 'singleton', 'dynamic', 'resolved']) {
      const error = await rejectionOf((async () => api.get(name))())
      expect(error).toBeInstanceOf(PortTaken)
      expect(error).toHaveProperty('stack', expect.stringMatching(/^ {4}at takePort .*errors\.test\.ts/m))
    }
  await generation.dispose()
})

test('what @postConstruct() throws stays the cause', async () => {
  class Listener {
    open(): void {
      takePort()
    }
  }
  decorated(Listener)
  initialisedBy(Listener, 'open')
  const building = build(inversify(), (container) => {
    container.bind(Listener).toSelf()
    container.get(Listener)
  })
  expect(await rejectionOf(building)).toHaveProperty('cause', expect.any(PortTaken))
})

test('an asynchronous singleton that is asked for synchronously is refused as inversify does it', async () => {
  const generation = await build(inversify(), (container) => {
    container
      .bind('later')
      .toDynamicValue(() => Promise.resolve('value'))
      .inSingletonScope()
  })
  const scope = generation.createScope()
  expect(() => scope.api.get('later')).toThrow('Unexpected asynchronous service when resolving service "later"')
  expect(await scope.api.getAsync('later')).toBe('value')
  expect(scope.api.get('later')).toBe('value')
  await generation.dispose()
})

test('a circular dependency is told as inversify tells it, in scopes as well', async () => {
  class One {
    readonly other: unknown
    constructor(other: unknown) {
      this.other = other
    }
  }
  class Two extends One {}
  decorated(One, ['two'], 'Singleton')
  decorated(Two, ['one'], 'Singleton')
  const generation = await build(inversify(), (container) => {
    container.bind('one').to(One)
    container.bind('two').to(Two)
  })
  expect(() => generation.api.get('one')).toThrow('Circular dependency found: one -> two -> one')
  expect(() => generation.createScope().api.get('one')).toThrow('Circular dependency found: one -> two -> one')
  await generation.dispose()
})

test('inversify that cannot be imported: an error that says to install it', async () => {
  const cause = new Error("Cannot find package 'inversify'")
  const building = build(inversify(), () => undefined, { import: () => Promise.reject(cause) })
  expect(await rejectionOf(building)).toMatchObject({
    code: 'HOTSEAT_INVERSIFY_IMPORT',
    message: expect.stringContaining('npm install inversify'),
    cause,
  })
})

test('something else of that name: an error that says what it lacks', async () => {
  for (const library of [{}, { Container: Database }]) {
    const building = build(inversify(), () => undefined, { import: () => Promise.resolve(library) })
    expect(await rejectionOf(building)).toMatchObject({
      code: 'HOTSEAT_INVERSIFY_UNSUPPORTED',
      message: expect.stringContaining('Container.prototype.register'),
    })
  }
})
