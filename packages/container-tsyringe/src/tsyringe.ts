import { untilAborted, type ContainerFactory } from '@hotseat/core'
import type { DependencyContainer } from 'tsyringe'
import { describeContainer } from './describe.ts'
import { keepLifecycles } from './lifecycles.ts'
import { importLibrary } from './library.ts'
import { keepOriginalErrors } from './original-errors.ts'
import { noteRegistrations } from './registrations.ts'
import { trackDisposables } from './tracking.ts'

/**
 * A tsyringe container for every generation: the global `container` of a tsyringe that no other generation has, so
 * that decorators, `@registry` and modules that import `container` are all of that generation, and are let go with it.
 *
 * Its `dispose` makes good what tsyringe's own leaves undone: dependents go before their dependencies, each is awaited
 * and goes once, an error stops nothing. Request scopes are child containers; singletons outlive them.
 *
 * @throws {HotseatError} from `create`: `HOTSEAT_TSYRINGE_IMPORT`, `HOTSEAT_TSYRINGE_REFLECT`,
 *   `HOTSEAT_TSYRINGE_UNSUPPORTED`, `HOTSEAT_TSYRINGE_SHARED`; from the container: `HOTSEAT_CONTAINER_DISPOSED`,
 *   `HOTSEAT_TSYRINGE_METADATA`
 * @example createReloader({ container: tsyringe(), … })
 */
export function tsyringe(): ContainerFactory<DependencyContainer> {
  return {
    name: 'tsyringe',
    perGeneration: ['tsyringe'],
    capabilities: { multipleBindings: true, asyncResolution: true, decoratorMetadata: true, registrations: true },
    create: async (configure, context) => {
      const library = await importLibrary(context)
      const registrations = noteRegistrations(library)
      const discard = trackDisposables(library, registrations, context)
      keepLifecycles(library, registrations)
      keepOriginalErrors(library)
      const { container } = library
      try {
        await untilAborted(context.signal, () => configure(container, context))
      } catch (error) {
        // What goes wrong while cleaning up must not hide what went wrong first.
        await discard().catch(() => undefined)
        throw error
      }
      return {
        ...scopeOf(container),
        createScope: () => scopeOf(container.createChildContainer()),
        describe: () => describeContainer(library),
      }
    },
  }
}

function scopeOf(api: DependencyContainer) {
  // Promise.resolve hands a promise on as it is: every call returns the first one's.
  return { api, dispose: () => Promise.resolve(api.dispose()) }
}
