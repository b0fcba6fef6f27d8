import { Journal } from '@hotseat/conformance'
import { expect, test } from 'vitest'
import { tsyringe } from '../src/index.ts'
import { build, type Generation } from './support/generations.ts'

test('C19 I15 a disposed container throws a named error, also from a child of it', async () => {
  const generation = await build(tsyringe(), () => undefined, { generation: 41 })
  const { api } = generation
  const scope = generation.createScope()
  const grandchild = scope.api.createChildContainer()
  const Late = new Journal().class('Late')
  await generation.dispose()
  for (const container of [api, scope.api, grandchild]) {
    const uses: readonly (() => unknown)[] = [
      () => container.resolve(Late),
      () => container.resolveAll(Late),
      () => container.register('late', { useValue: 1 }),
      () => container.registerInstance('late', 1),
      () => container.registerSingleton(Late),
      () => container.registerType('late', Late),
      () => container.isRegistered(Late),
      () => container.createChildContainer(),
    ]
    for (const use of uses) {
      const error: unknown = thrownBy(use)
      expect(error).toMatchObject({
        code: 'HOTSEAT_CONTAINER_DISPOSED',
        message: expect.stringContaining('generation 41'),
      })
    }
  }
  expect(thrownBy(() => generation.createScope())).toMatchObject({ code: 'HOTSEAT_CONTAINER_DISPOSED' })
})

test('C19 a container refuses already while it disposes', async () => {
  const refusals: unknown[] = []
  const Other = new Journal().class('Other')
  const Service = new Journal().class('Service', {
    dispose: () => refusals.push(thrownBy(() => generation.api.resolve(Other))),
  })
  const generation: Generation = await build(tsyringe(), (container) => void container.resolve(Service))
  await generation.dispose()
  expect(refusals).toMatchObject([{ code: 'HOTSEAT_CONTAINER_DISPOSED' }])
})

test('what completes after the disposal of its container began is disposed at once', async () => {
  const journal = new Journal()
  const Late = journal.class('Late')
  const generation = await build(tsyringe(), (container) => {
    container.register('late', {
      useFactory: () => {
        void container.dispose()
        return new Late()
      },
    })
  })
  generation.api.resolve('late')
  await generation.dispose()
  expect(journal.disposed).toEqual(['Late'])
})

function thrownBy(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  return undefined
}
