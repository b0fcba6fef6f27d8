import { expect, test } from 'vitest'
import { ContainerModule } from 'inversify'
import { inversify } from '../src/index.ts'
import { build, rejectionOf } from './support/generations.ts'

const refused = expect.objectContaining({ code: 'HOTSEAT_CONTAINER_DISPOSED' })

test('C19 I15 a disposed container refuses everything by name, and so do its scopes and what was kept of it', async () => {
  const kept: { ask?: () => unknown } = {}
  const generation = await build(
    inversify(),
    (container) => {
      container.bind('greeting').toConstantValue('Hello')
      container.bind<() => unknown>('factory').toFactory((context) => {
        kept.ask = () => context.get('greeting')
        return kept.ask
      })
      container.get('factory')
      container.get('greeting')
    },
    { generation: 7 },
  )
  const { api } = generation
  const scope = generation.createScope()
  scope.api.get('greeting')
  await scope.dispose()
  expect(() => scope.api.get('greeting'), 'C19').toThrow(refused)
  expect(() => scope.api.get('greeting'), 'C19').toThrow('A scope of generation 7 has been disposed')
  expect(() => scope.api.bind('late').toConstantValue(1), 'C19').toThrow(refused)

  const live = generation.createScope()
  live.api.get('greeting')
  await generation.dispose()
  expect(() => api.get('greeting'), 'C19').toThrow('The container of generation 7 has been disposed')
  const synchronous = [
    () => api.get('greeting'),
    () => api.getAll('greeting'),
    () => api.getAll('greeting', { chained: true }),
    () => api.get('unknown', { optional: true }),
    () => api.isBound('greeting'),
    () => api.bind('late').toConstantValue(1),
    () => api.load(new ContainerModule(({ bind }) => void bind('late').toConstantValue(1))),
    () => live.api.get('greeting'),
    () => kept.ask?.(),
    () => generation.createScope(),
  ]
  for (const use of synchronous) expect(use, `I15 ${String(use)}`).toThrow(refused)
  expect(await rejectionOf(api.getAsync('greeting')), 'I15').toEqual(refused)
  expect(await rejectionOf(api.getAllAsync('greeting')), 'I15').toEqual(refused)
})

test('C19 a disposer cannot resolve from the container that is being disposed', async () => {
  const outcomes: unknown[] = []
  const generation = await build(inversify(), (container) => {
    container.bind('greeting').toConstantValue('Hello')
    container.get('greeting')
    container.bind('asker').toConstantValue({
      dispose: () => {
        try {
          container.get('greeting')
        } catch (error) {
          outcomes.push(error)
        }
      },
    })
  })
  await generation.dispose()
  expect(outcomes).toEqual([refused])
})
