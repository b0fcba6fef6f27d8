import { libraryOf, type Factory } from './generations.ts'

/** The bugs that tsyringe plants by itself: its containers as they are. */
export function plain(): Factory {
  return {
    name: 'plain tsyringe',
    create: async (configure, context) => {
      const { container } = libraryOf(context)
      const scopeOf = (api: typeof container) => ({ api, dispose: async () => await api.dispose() })
      await configure(container, context)
      return { ...scopeOf(container), createScope: () => scopeOf(container.createChildContainer()) }
    },
  }
}

/** A usual way around it that leaks: a child container of one and the same tsyringe for every generation. */
export function childPerGeneration(): Factory {
  return {
    name: 'children of one tsyringe',
    create: async (configure, context) => {
      const container = libraryOf(context).container.createChildContainer()
      await configure(container, context)
      const dispose = async () => await container.dispose()
      const createScope = () => ({ api: container.createChildContainer(), dispose: () => Promise.resolve() })
      return { api: container, dispose, createScope }
    },
  }
}
