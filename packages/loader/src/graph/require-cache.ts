import type { CommonJs, Module } from './module.ts'

type Cache = NodeJS.Require['cache']

/**
 * `require.cache` of a graph: its CommonJS modules by path, and Node's own. What is deleted from it is run anew when it
 * is required next.
 */
export function requireCache(modules: Map<string, Module>, native: Cache): object {
  const own = (path: string | symbol): CommonJs | undefined => {
    const module = typeof path === 'string' ? modules.get(path) : undefined
    return module?.kind === 'commonjs' && module.state !== 'new' ? module.module : undefined
  }
  return new Proxy(native, {
    get: (_, path) => own(path) ?? Reflect.get(native, path),
    has: (_, path) => own(path) !== undefined || Reflect.has(native, path),
    deleteProperty: (_, path) =>
      (typeof path === 'string' && modules.delete(path)) || Reflect.deleteProperty(native, path),
    ownKeys: () => [...new Set([...[...modules.keys()].filter(own), ...Reflect.ownKeys(native)])],
    getOwnPropertyDescriptor(_, path) {
      const value = own(path)
      return value
        ? { value, writable: true, enumerable: true, configurable: true }
        : Reflect.getOwnPropertyDescriptor(native, path)
    },
  })
}
