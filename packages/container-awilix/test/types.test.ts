import type { Configure, ContainerFactory } from '@hotseat/core'
import type { AwilixContainer } from 'awilix'
import { expectTypeOf, test } from 'vitest'
import { awilix } from '../src/index.ts'

interface Cradle {
  readonly greeting: string
}

test('the types are awilix’s own, and what configure is given is inferred', () => {
  expectTypeOf(awilix()).toEqualTypeOf<ContainerFactory<AwilixContainer<object>>>()
  const factory = awilix<Cradle>({ injectionMode: 'CLASSIC', strict: true })
  expectTypeOf(factory).toEqualTypeOf<ContainerFactory<AwilixContainer<Cradle>>>()

  const configure: Parameters<(typeof factory)['create']>[0] = (container) => {
    expectTypeOf(container.cradle.greeting).toEqualTypeOf<string>()
    expectTypeOf(container.resolve('greeting')).toEqualTypeOf<string>()
  }
  expectTypeOf(configure).toEqualTypeOf<Configure<AwilixContainer<Cradle>>>()
})
