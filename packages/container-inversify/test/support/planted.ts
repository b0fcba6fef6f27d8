import { disposerOf } from '@hotseat/core'
import { Container } from 'inversify'
import { inversify } from '../../src/index.ts'
import type { Factory } from './generations.ts'

/** The bugs that inversify plants by itself: its containers as they are. */
export function plain(): Factory {
  return {
    name: 'plain inversify',
    capabilities: inversify().capabilities ?? {},
    create: async (configure, context) => {
      const container = new Container()
      const scopeOf = (api: Container) => ({ api, dispose: () => api.unbindAllAsync() })
      await configure(container, context)
      return { ...scopeOf(container), createScope: () => scopeOf(new Container({ parent: container })) }
    },
  }
}

/** What a first attempt does: a child container of one and the same root for every generation, autobinding. */
export function childPerGeneration(): Factory {
  const root = new Container({ autobind: true })
  return {
    name: 'children of one root',
    create: async (configure, context) => {
      const container = new Container({ parent: root })
      await configure(container, context)
      const createScope = () => ({ api: container, dispose: () => Promise.resolve() })
      return { api: container, dispose: () => container.unbindAllAsync(), createScope }
    },
  }
}

/** What a first attempt does: it disposes the constants that it is given, whoever else has them. */
export function disposesValuesUncounted(...values: readonly unknown[]): Factory {
  return {
    name: 'does not count',
    create: async (configure, context) => {
      const container = await plain().create(configure, context)
      const dispose = async (): Promise<void> => {
        for (const value of values) await disposerOf(value)?.()
        await container.dispose()
      }
      return { ...container, dispose }
    },
  }
}
