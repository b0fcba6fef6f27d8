import { asClass, asFunction, asValue, createContainer, type AwilixContainer } from 'awilix'
import { expect, test } from 'vitest'
import { build, Journal } from './support/generations.ts'

class Greeter {
  readonly greeting: string

  constructor(greeting: string) {
    this.greeting = greeting
  }
}

test('C12 CLASSIC a singleton is made out of what is registered beside it, whoever asks first', async () => {
  const generation = await build(
    (container) => container.register({ greeting: asValue('Hello'), greeter: asClass(Greeter).singleton() }),
    { options: { injectionMode: 'CLASSIC' } },
  )
  const scope = generation.createScope()
  scope.api.register({ greeting: asValue('Hello, Ada') })
  expect(scope.api.resolve<Greeter>('greeter').greeting).toBe('Hello')
  await scope.dispose()
  await generation.dispose()
})

test('awilix itself is seen to make a singleton out of the scope that asks first', () => {
  const root = createContainer({ injectionMode: 'CLASSIC' })
  root.register({ greeting: asValue('Hello'), greeter: asClass(Greeter).singleton() })
  const scope = root.createScope().register({ greeting: asValue('Hello, Ada') })
  expect(scope.resolve<Greeter>('greeter').greeting).toBe('Hello, Ada')
})

test('in strict mode awilix refuses lifetimes that leak, as ever', async () => {
  const building = build(
    (container) => {
      container.register({
        session: asFunction(() => ({})).scoped(),
        service: asFunction(({ session }) => ({ session })).singleton(),
      })
      container.resolve('service')
    },
    { options: { strict: true } },
  )
  await expect(building).rejects.toThrow("Dependency 'session' has a shorter lifetime than its ancestor: 'service'")
})

test('cycles are found, also across a scope and its root', async () => {
  const generation = await build((container) => {
    container.register({
      egg: asFunction(({ hen }) => ({ hen })).scoped(),
      hen: asFunction(({ egg }) => ({ egg })).singleton(),
    })
  })
  expect(() => generation.createScope().api.resolve('egg')).toThrow('Cyclic dependencies detected.')
  await generation.dispose()
})

test('a scope of a scope goes with it', async () => {
  const journal = new Journal()
  const generation = await build((container) => {
    container.register({ session: asFunction(() => journal.thing('session')).scoped() })
  })
  const scope = generation.createScope()
  scope.api.createScope().resolve('session')
  await scope.dispose()
  expect(journal.disposed).toEqual(['session'])
  await generation.dispose()
})

test('a registration that is taken from the container and registered anew is the library’s own', async () => {
  const journal = new Journal()
  const generation = await build((container) => {
    container.register({ session: asFunction(() => journal.thing('session')).scoped() })
    const session = container.getRegistration('session')
    if (session) container.register('again', session)
  })
  const scope = generation.createScope()
  expect(scope.api.resolve('again')).not.toBe(scope.api.resolve('session'))
  await scope.dispose()
  expect(journal.disposed).toEqual(['session', 'session'])
  await generation.dispose()
})

async function checkRefused(use: (api: AwilixContainer) => unknown): Promise<void> {
  const register = (container: AwilixContainer) => container.register('pool', asFunction(() => ({})).singleton())
  const generation = await build(register)
  const scope = generation.createScope()
  scope.api.resolve('pool')
  await scope.dispose()
  const refused = expect.objectContaining({ code: 'HOTSEAT_CONTAINER_DISPOSED' })
  expect(() => use(scope.api)).toThrow(refused)
  generation.api.resolve('pool')
  await generation.dispose()
  expect(() => use(generation.api)).toThrow(refused)
}

test.for<readonly [string, (api: AwilixContainer) => unknown]>([
  ['resolve', (api) => api.resolve('pool')],
  ['cradle', (api) => Reflect.get(api.cradle, 'pool')],
  ['register', (api) => api.register({ late: asValue(1) })],
  ['build', (api) => api.build(Greeter)],
  ['createScope', (api) => api.createScope()],
])('C19 %s of what was disposed throws a named error, also for a singleton that lives', ([, use]) => checkRefused(use))

/** What is made by `make` keeps the cradle that it was given, and looks at it when its container is gone. */
async function checkKeptCradle(lifetime: 'scoped' | 'singleton' | 'transient'): Promise<void> {
  class Keeper {
    readonly cradle: Readonly<Record<string, unknown>>

    constructor(cradle: Readonly<Record<string, unknown>>) {
      this.cradle = cradle
    }
  }
  const keep = (cradle: Readonly<Record<string, unknown>>): Keeper => new Keeper(cradle)
  const generation = await build((container) => {
    container.register({
      byClass: asClass(Keeper)[lifetime](),
      byFunction: asFunction(keep)[lifetime](),
      clock: asValue('clock'),
      pool: asFunction(() => ({})).singleton(),
    })
  })
  const refused = expect.objectContaining({ code: 'HOTSEAT_CONTAINER_DISPOSED' })
  const scope = generation.createScope()
  const keepers = ['byClass', 'byFunction'].flatMap((name) => [
    { keeper: scope.api.resolve<Keeper>(name), until: lifetime === 'singleton' ? generation : scope },
    { keeper: generation.api.resolve<Keeper>(name), until: generation },
  ])
  keepers.push({ keeper: scope.api.build(Keeper), until: scope })
  for (const { keeper } of keepers) expect(keeper.cradle['pool']).toBe(generation.api.resolve('pool'))
  for (const container of [scope, generation]) {
    await container.dispose()
    for (const { keeper } of keepers.filter(({ until }) => until === container)) {
      for (const name of ['clock', 'pool']) expect(() => keeper.cradle[name]).toThrow(refused)
      expect(() => ({ ...keeper.cradle })).toThrow(refused)
    }
  }
}

test.for(['scoped', 'singleton', 'transient'] as const)(
  'C19 the cradle that a %s thing was injected with, and kept, gives nothing when its container is disposed',
  (lifetime) => checkKeptCradle(lifetime),
)

test('C10 a singleton of a scope is seen by the scopes in it; one whose construction failed is made again', async () => {
  const generation = await build(() => undefined)
  const scope = generation.createScope()
  let attempts = 0
  const make = (): object => {
    attempts += 1
    if (attempts === 1) throw new Error('not yet')
    return {}
  }
  scope.api.register('cache', asFunction(make).singleton())
  const inner = scope.api.createScope()
  expect(() => inner.resolve('cache')).toThrow('not yet')
  expect(inner.resolve('cache')).toBe(scope.api.resolve('cache'))
  expect(attempts).toBe(2)
  await generation.dispose()
})

test('C10 awilix itself is seen to give one scope what another registered as a singleton', () => {
  const root = createContainer()
  const [one, other] = [root.createScope(), root.createScope()]
  for (const scope of [one, other]) scope.register('cache', asFunction(() => ({})).singleton())
  expect(one.resolve('cache')).toBe(other.resolve('cache'))
})

test('in strict mode awilix refuses a singleton in a scope, as ever', async () => {
  const generation = await build(() => undefined, { options: { strict: true } })
  const { api } = generation.createScope()
  expect(() => api.register('cache', asFunction(() => ({})).singleton())).toThrow('singleton')
  await generation.dispose()
})

test('a disposed cradle can still be printed and awaited', async () => {
  const generation = await build(() => undefined)
  await generation.dispose()
  expect(String(Reflect.get(generation.api.cradle, Symbol.toStringTag))).toBe('AwilixContainerCradle')
  await expect(Promise.resolve(generation.api.cradle)).resolves.toBe(generation.api.cradle)
})
