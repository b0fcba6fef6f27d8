import { createReloader, type ContainerFactory, type ModuleLoader, type Reloader } from '@hotseat/core'
import type { ServerBinding, Watcher } from '@hotseat/core'

/** An application in the seat, with a container that costs nothing: what is measured is the way of a request. */
export async function seat<App>(
  binding: ServerBinding<App>,
  createApp: () => App | Promise<App>,
): Promise<Reloader<object>> {
  const loader: ModuleLoader = {
    name: 'memory',
    load: () =>
      Promise.resolve({
        exports: { default: createApp },
        import: () => Promise.resolve({}),
        stats: { carried: 0, instantiated: 1 },
        release() {},
      }),
  }
  const scope = { api: {}, dispose: () => Promise.resolve() }
  const container: ContainerFactory<object> = {
    name: 'memory',
    create: () => Promise.resolve({ ...scope, createScope: () => scope }),
  }
  const watcher: Watcher = {
    name: 'memory',
    capabilities: { quietMs: 0, followsSymlinks: true, fileRoots: true, missingRoots: true, detectsOverflow: true },
    watch: () => Promise.resolve({ degraded: false, [Symbol.asyncDispose]: () => Promise.resolve() }),
  }
  const reloader = createReloader<object, object, App>({
    entry: import.meta.filename,
    watcher,
    loader,
    container,
    server: binding,
  })
  await reloader.start()
  if (reloader.failure) throw reloader.failure
  return reloader
}
