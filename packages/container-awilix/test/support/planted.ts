import type { ContainerFactory, Scope } from '@hotseat/core'
import { createContainer, type AwilixContainer } from 'awilix'

/** awilix as it is: what a first attempt at this package would be. */
export function plain(): ContainerFactory<AwilixContainer> {
  const scopeOf = (api: AwilixContainer): Scope<AwilixContainer> => ({ api, dispose: () => api.dispose() })
  return {
    name: 'plain awilix',
    async create(configure, context) {
      const api = createContainer()
      await configure(api, context)
      return { ...scopeOf(api), createScope: () => scopeOf(api.createScope()) }
    },
  }
}
