import { untilAborted, type ContainerFactory } from '@hotseat/core'
import type { Container, ContainerOptions } from 'inversify'
import { advised } from './advice.ts'
import { Generation } from './generation.ts'
import { importLibrary } from './library.ts'
import { bindingDecorators, forgetProvided } from './provided.ts'

/** What inversify's `Container` takes, for the container of every generation and its scopes. */
export type InversifyOptions = Omit<ContainerOptions, 'parent'>

/**
 * An inversify container for every generation: a `new Container(options)` of the inversify that the application itself
 * imports.
 *
 * Its `dispose` makes good what `unbindAllAsync` leaves undone: dependents go before their dependencies, each is
 * awaited and goes once, an error stops nothing; `@preDestroy()` is called whatever the binding's scope, and what has
 * a disposer is disposed. Request scopes are child containers that never capture anything in a singleton of the root.
 *
 * @throws {HotseatError} from `create`: `HOTSEAT_INVERSIFY_IMPORT`, `HOTSEAT_INVERSIFY_UNSUPPORTED`,
 *   `HOTSEAT_INVERSIFY_METADATA`; from the container: `HOTSEAT_CONTAINER_DISPOSED`
 * @example createReloader({ container: inversify({ defaultScope: 'Singleton' }), … })
 */
export function inversify(options: InversifyOptions = {}): ContainerFactory<Container> {
  return {
    name: 'inversify',
    perGeneration: [bindingDecorators],
    capabilities: {
      multipleBindings: true,
      asyncResolution: true,
      decoratorMetadata: true,
      registrations: true,
      ownScopes: false,
    },
    create: async (configure, context) => {
      const library = await importLibrary(context)
      const generation = new Generation(library, options, context)
      const { root } = generation
      try {
        await untilAborted(context.signal, () => configure(root.api, context))
      } catch (error) {
        // What goes wrong while cleaning up must not hide what went wrong first.
        await generation.discard().catch(() => undefined)
        throw advised(error)
      } finally {
        forgetProvided()
      }
      return { ...root, createScope: () => generation.createScope(), describe: () => generation.describe() }
    },
  }
}
