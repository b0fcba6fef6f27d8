import { untilAborted, type ContainerFactory } from '@hotseat/core'
import type { AwilixContainer, ContainerOptions } from 'awilix'
import { describeContainer } from './describe.ts'
import { Generation } from './generation.ts'
import { importLibrary } from './library.ts'

/** What awilix's `createContainer` takes, for the container of every generation and its scopes. */
export type AwilixOptions = ContainerOptions

/**
 * An awilix container for every generation: `createContainer(options)` of the awilix that the application itself
 * imports.
 *
 * Its `dispose` makes good what awilix's own leaves undone: dependents go before their dependencies, each is awaited
 * and goes once, an error stops nothing, live scopes go too; what has a disposer of its own needs no `disposer(…)`, and
 * what is transient is let go as well. Singletons are made out of what is registered beside them, whoever asks first.
 *
 * @typeParam Cradle what is registered, by name
 * @throws {HotseatError} from `create`: `HOTSEAT_AWILIX_IMPORT`, `HOTSEAT_AWILIX_UNSUPPORTED`; from the container:
 *   `HOTSEAT_CONTAINER_DISPOSED`
 * @example createReloader({ container: awilix<{ greeter: Greeter }>({ injectionMode: 'CLASSIC' }), … })
 */
export function awilix<Cradle extends object = object>(
  options: AwilixOptions = {},
): ContainerFactory<AwilixContainer<Cradle>> {
  return {
    name: 'awilix',
    capabilities: { asyncResolution: true, registrations: true },
    create: async (configure, context) => {
      const { createContainer } = await importLibrary(context)
      const api = createContainer<Cradle>(options)
      const ledger = new Generation(context).adopt(api)
      try {
        await untilAborted(context.signal, () => configure(api, context))
      } catch (error) {
        // What goes wrong while cleaning up must not hide what went wrong first.
        await ledger.discard().catch(() => undefined)
        throw error
      }
      return {
        ...scopeOf(api),
        createScope: () => scopeOf(api.createScope()),
        describe: () => describeContainer(api),
      }
    },
  }
}

function scopeOf<Cradle extends object>(api: AwilixContainer<Cradle>) {
  return { api, dispose: () => api.dispose() }
}
