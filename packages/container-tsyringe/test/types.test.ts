import type { BuildContext, Configure, Container, ContainerFactory } from '@hotseat/core'
import type { DependencyContainer } from 'tsyringe'
import { expectTypeOf, test } from 'vitest'
import { tsyringe } from '../src/index.ts'

class Greeter {
  readonly greeting = 'Hello'
}

test('the types are tsyringe’s own, and what configure is given is inferred', () => {
  const factory = tsyringe()
  expectTypeOf(factory).toEqualTypeOf<ContainerFactory<DependencyContainer>>()
  expectTypeOf<ReturnType<(typeof factory)['create']>>().toEqualTypeOf<Promise<Container<DependencyContainer>>>()

  const configure: Parameters<(typeof factory)['create']>[0] = (container, context) => {
    expectTypeOf(container).toEqualTypeOf<DependencyContainer>()
    expectTypeOf(context).toEqualTypeOf<BuildContext>()
    expectTypeOf(container.resolve(Greeter)).toEqualTypeOf<Greeter>()
  }
  expectTypeOf(configure).toEqualTypeOf<Configure<DependencyContainer>>()
})
