import { Journal } from '@hotseat/conformance'
import { expect, test } from 'vitest'
import { inversify } from '../src/index.ts'
import { build, sharing, type Factory } from './support/generations.ts'
import { disposesValuesUncounted } from './support/planted.ts'

async function checkCounted(factory: Factory, value: object, disposed: readonly string[]): Promise<void> {
  const configure = (container: Parameters<Parameters<Factory['create']>[0]>[0]): void => {
    container.bind('pool').toConstantValue(value)
    container.bind('alias').toConstantValue(value)
  }
  const old = await build(factory, configure)
  const next = await build(factory, configure)
  await old.dispose()
  expect(disposed, 'value').toEqual([])
  await next.dispose()
  expect(disposed, 'value').toEqual(['Pool'])
}

test('a constant that a newer generation has, too, is disposed once, with the last of them', async () => {
  const journal = new Journal()
  const Pool = journal.class('Pool')
  await checkCounted(inversify(), new Pool(), journal.disposed)
})

test('a constant is seen to be disposed too early when it is not counted', async () => {
  const journal = new Journal()
  const Pool = journal.class('Pool')
  const value = new Pool()
  await expect(checkCounted(disposesValuesUncounted(value), value, journal.disposed)).rejects.toThrow('value')
})

test('a constant of a discarded build is left to the generation that has it', async () => {
  const journal = new Journal()
  const Pool = journal.class('Pool')
  const pool = new Pool()
  const live = await build(inversify(), (container) => container.bind('pool').toConstantValue(pool))
  const discarded = build(inversify(), (container) => {
    container.bind('pool').toConstantValue(pool)
    throw new Error('broken')
  })
  await expect(discarded).rejects.toThrow('broken')
  expect(journal.disposed).toEqual([])
  await live.dispose()
  expect(journal.disposed).toEqual(['Pool'])
})

test('what is shared across generations is never disposed, however it is bound', async () => {
  const journal = new Journal()
  const Pool = journal.class('Pool')
  const pool = new Pool()
  const deactivated: unknown[] = []
  const generation = await build(
    inversify(),
    (container) => {
      container.bind('constant').toConstantValue(pool)
      container
        .bind('dynamic')
        .toDynamicValue(() => pool)
        .inSingletonScope()
        .onDeactivation((value) => void deactivated.push(value))
      container.bind('resolved').toResolvedValue(() => pool)
      for (const name of ['constant', 'dynamic', 'resolved']) container.get(name)
    },
    { shared: sharing(pool) },
  )
  await generation.dispose()
  expect(journal.disposed).toEqual([])
  expect(deactivated, 'the application asked for that').toEqual([pool])
})

test('what a function makes goes with the container that it is bound in, for it may hand the same out again', async () => {
  const journal = new Journal()
  const Pool = journal.class('Pool')
  const pool = new Pool()
  const generation = await build(inversify(), (container) => container.bind('pool').toDynamicValue(() => pool))
  const scope = generation.createScope()
  expect(scope.api.get('pool')).toBe(pool)
  await scope.dispose()
  expect(journal.disposed).toEqual([])
  await generation.dispose()
  expect(journal.disposed).toEqual(['Pool'])
})

test('what a function only passes on goes once, with what made it', async () => {
  const journal = new Journal()
  const Part = journal.class('Part')
  const generation = await build(inversify(), (container) => {
    container.bind('part').to(Part).inSingletonScope()
    container.bind('alias').toDynamicValue((context) => context.get('part'))
    container.bind('redirected').toService('alias')
    container.get('redirected')
  })
  const scope = generation.createScope()
  scope.api.get('redirected')
  await scope.dispose()
  expect(journal.disposed).toEqual([])
  await generation.dispose()
  expect(journal.disposed).toEqual(['Part'])
})

test('the standard streams are not disposed', async () => {
  const generation = await build(inversify(), (container) => {
    container.bind('out').toConstantValue(process.stdout)
    container.get('out')
  })
  await generation.dispose()
  expect(process.stdout.destroyed).toBe(false)
})
