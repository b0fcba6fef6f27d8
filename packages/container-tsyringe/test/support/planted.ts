import { disposerOf } from '@hotseat/core'
import { tsyringe } from '../../src/index.ts'
import { libraryOf, type Factory } from './generations.ts'

/** The bugs that tsyringe plants by itself: its containers as they are. */
export function plain(find = libraryOf): Factory {
  return {
    name: 'plain tsyringe',
    capabilities: tsyringe().capabilities ?? {},
    create: async (configure, context) => {
      const { container } = find(context)
      const scopeOf = (api: typeof container) => ({ api, dispose: async () => await api.dispose() })
      await configure(container, context)
      return { ...scopeOf(container), createScope: () => scopeOf(container.createChildContainer()) }
    },
  }
}

/** A usual way around it that leaks: a child container of one and the same tsyringe for every generation. */
export function childPerGeneration(find = libraryOf): Factory {
  return {
    name: 'children of one tsyringe',
    create: async (configure, context) => {
      const container = find(context).container.createChildContainer()
      await configure(container, context)
      const dispose = async () => await container.dispose()
      const createScope = () => ({ api: container.createChildContainer(), dispose: () => Promise.resolve() })
      return { api: container, dispose, createScope }
    },
  }
}

/** What a first attempt does: it disposes the values that it is given, whoever else has them. */
export function disposesValuesUncounted(): Factory {
  return {
    name: 'does not count',
    create: async (configure, context) => {
      const values: unknown[] = []
      const container = await plain().create(async (given) => {
        const observed = new Proxy(given, {
          get(target, key) {
            const member: unknown = Reflect.get(target, key)
            if (typeof member !== 'function') return member
            return (...args: unknown[]) => {
              if (key === 'registerInstance') values.push(args[1])
              return Reflect.apply(member, target, args)
            }
          },
        })
        await configure(observed, context)
      }, context)
      const dispose = async () => {
        for (const value of values) await disposerOf(value)?.()
        await container.dispose()
      }
      return { api: container.api, dispose, createScope: () => container.createScope() }
    },
  }
}
