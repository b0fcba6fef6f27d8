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

test('a disposed cradle can still be printed and awaited', async () => {
  const generation = await build(() => undefined)
  await generation.dispose()
  expect(String(Reflect.get(generation.api.cradle, Symbol.toStringTag))).toBe('AwilixContainerCradle')
  await expect(Promise.resolve(generation.api.cradle)).resolves.toBe(generation.api.cradle)
})
