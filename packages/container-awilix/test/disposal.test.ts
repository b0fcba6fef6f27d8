import { aliasTo, asClass, asFunction, asValue, type AwilixContainer } from 'awilix'
import { expect, test } from 'vitest'
import { build, Journal } from './support/generations.ts'

test('a declared disposer is called once, with what was made, in the place of the thing’s own', async () => {
  const journal = new Journal()
  const disposer = ({ name }: { readonly name: string }) => void journal.disposed.push(`${name}, as declared`)
  const generation = await build((container) => {
    container.register({
      pool: asFunction(() => journal.thing('pool'))
        .singleton()
        .disposer(disposer),
    })
    container.register({
      timer: asFunction(() => 7)
        .singleton()
        .disposer((id) => void journal.disposed.push(`timer ${id}`)),
    })
    container.resolve('pool')
    container.resolve('timer')
  })
  await generation.dispose()
  expect(journal.disposed).toEqual(['timer 7', 'pool, as declared'])
})

test('what is made asynchronously is disposed as it settled; a declared disposer is given the promise', async () => {
  const journal = new Journal()
  const generation = await build(async (container) => {
    container.register({
      pool: asFunction(async () => journal.thing('pool')).singleton(),
      queue: asFunction(async ({ pool }) => journal.thing(`queue on ${(await pool).name}`))
        .singleton()
        .disposer(async (queue) => void journal.disposed.push(`declared for ${(await queue).name}`)),
      lost: asFunction(() => Promise.reject(new Error('no connection'))).singleton(),
    })
    await container.resolve('queue')
    await expect(container.resolve('lost')).rejects.toThrow('no connection')
  })
  await generation.dispose()
  expect(journal.disposed).toEqual(['declared for queue on pool', 'pool'])
})

test('a value goes with the root it is registered in, or a newer one that has it too; never with a scope', async () => {
  const journal = new Journal()
  const pool = journal.thing('pool')
  const register = (container: AwilixContainer) => container.register('pool', asValue(pool))
  const [first, second] = [await build(register), await build(register)]
  const scope = second.createScope()
  scope.api.register({ request: asValue(journal.thing('request')) })
  scope.api.resolve('request')
  await scope.dispose()
  await first.dispose()
  expect(journal.disposed).toEqual([])
  await second.dispose()
  expect(journal.disposed).toEqual(['pool'])
})

test('what is shared between generations is not the container’s to dispose', async () => {
  const journal = new Journal()
  const pool = journal.thing('pool')
  const shared = { use: () => Promise.reject(new Error('unused')), owns: (thing: unknown) => thing === pool }
  const generation = await build(
    async (container) => {
      container.register({ pool: asValue(pool), later: asFunction(() => Promise.resolve(pool)).singleton() })
      await container.resolve('later')
    },
    { shared },
  )
  await generation.dispose()
  expect(journal.disposed).toEqual([])
})

test('what a transient function hands out in a scope may be handed out again: it goes with the root', async () => {
  const journal = new Journal()
  const pool = journal.thing('pool')
  const generation = await build((container) => {
    container.register({
      pool: asFunction(() => pool),
      session: asFunction(() => journal.thing('session')).scoped(),
      alias: aliasTo('pool'),
    })
  })
  for (let request = 0; request < 2; request += 1) {
    const scope = generation.createScope()
    for (const name of ['session', 'pool', 'alias']) scope.api.resolve(name)
    await scope.dispose()
  }
  expect(journal.disposed).toEqual(['session', 'session'])
  await generation.dispose()
  expect(journal.disposed).toEqual(['session', 'session', 'pool'])
})

test('what build() made goes with the container that it was built by', async () => {
  const journal = new Journal()
  class Job {
    dispose(): void {
      journal.disposed.push('Job')
    }
  }
  const generation = await build(() => undefined)
  const scope = generation.createScope()
  scope.api.build(Job)
  scope.api.build(asClass(Job))
  await scope.dispose()
  expect(journal.disposed).toEqual(['Job', 'Job'])
  await generation.dispose()
})

test('a container that is registered is no value to dispose', async () => {
  const generation = await build((container) => {
    container.register({ root: asValue(container), again: asFunction(() => container).singleton() })
    container.resolve('again')
  })
  await expect(generation.dispose()).resolves.toBeUndefined()
})
