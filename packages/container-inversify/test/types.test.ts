import type { BuildContext, Configure, Container as GenerationContainer, ContainerFactory } from '@hotseat/core'
import type { Container } from 'inversify'
import { expectTypeOf, test } from 'vitest'
import { inversify, type InversifyOptions } from '../src/index.ts'

class Greeter {
  readonly greeting = 'Hello'
}

test('the types are inversify’s own, and what configure is given is inferred', () => {
  const factory = inversify({ defaultScope: 'Singleton' })
  expectTypeOf(factory).toEqualTypeOf<ContainerFactory<Container>>()
  expectTypeOf<ReturnType<(typeof factory)['create']>>().toEqualTypeOf<Promise<GenerationContainer<Container>>>()

  const configure: Parameters<(typeof factory)['create']>[0] = (container, context) => {
    expectTypeOf(container).toEqualTypeOf<Container>()
    expectTypeOf(context).toEqualTypeOf<BuildContext>()
    expectTypeOf(container.get(Greeter)).toEqualTypeOf<Greeter>()
    expectTypeOf(container.getAsync(Greeter)).toEqualTypeOf<Promise<Greeter>>()
  }
  expectTypeOf(configure).toEqualTypeOf<Configure<Container>>()
  expectTypeOf<InversifyOptions>().not.toHaveProperty('parent')
})
