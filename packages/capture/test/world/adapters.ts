import type { ContainerFactory, Watcher, WatchOptions } from '@hotseat/core'

/** Applications that run as they stand have no container that Hotseat knows of. */
export const container: ContainerFactory<unknown> = {
  name: 'none',
  async create(configure, context) {
    await configure({}, context)
    const scope = { api: {}, dispose: () => Promise.resolve() }
    return { ...scope, createScope: () => scope }
  },
}

/** A watcher that reports what it is told. */
export interface ManualWatcher extends Watcher {
  report(paths: readonly string[]): void
}

export function manualWatcher(): ManualWatcher {
  let options: WatchOptions | undefined
  return {
    name: 'manual',
    capabilities: { quietMs: 0, followsSymlinks: true, fileRoots: true, missingRoots: true, detectsOverflow: true },
    watch(given) {
      options = given
      return Promise.resolve({ degraded: false, [Symbol.asyncDispose]: () => Promise.resolve() })
    },
    report: (paths) => options?.changed(paths.map((path) => ({ path, kind: 'update' }))),
  }
}
