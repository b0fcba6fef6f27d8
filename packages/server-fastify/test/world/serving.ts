import {
  createReloader,
  type ContainerFactory,
  type ModuleLoader,
  type Reloader,
  type ReloaderEvents,
  type ReloaderOptions,
  type ServerBinding,
  type Watcher,
} from '@hotseat/core'
import { createListener, type Listener, type ListenerOptions } from '@hotseat/http'
import { onTestFinished } from 'vitest'

/** The container of the applications under test. */
export interface Api {
  readonly generation: number
  readonly isDisposed: boolean
  /** Throws once disposed, as a container does. */
  readonly greet: () => string
}

/** What an entry's `createApp` is here; anything may be returned. */
export type CreateApp = (api: Api) => unknown

export interface Serving {
  readonly reloader: Reloader<Api>
  readonly listener: Listener
  readonly url: string
  readonly port: number
  readonly containers: readonly Api[]
  readonly scopes: { created: number; disposed: number }
  /** Builds and swaps; rejects with what failed. */
  swap(createApp?: CreateApp): Promise<void>
  /** The next event of this name that the predicate likes. */
  event<Name extends keyof ReloaderEvents>(
    name: Name,
    isIt?: (event: ReloaderEvents[Name]) => boolean,
  ): Promise<ReloaderEvents[Name]>
}

export type ServingOptions = Partial<
  Pick<ListenerOptions<Api>, 'streams' | 'server' | 'onError'> &
    Pick<ReloaderOptions<Api>, 'drainTimeout' | 'disposeTimeout' | 'buildTimeout' | 'entry' | 'loader'>
> & { readonly scopeDispose?: () => Promise<void> }

/** An application whose source (unless told otherwise), container and watcher are in memory, behind the real reloader and listener. */
export async function serve<App>(
  binding: ServerBinding<App>,
  createApp: CreateApp,
  options: ServingOptions = {},
): Promise<Serving> {
  const { drainTimeout = 20_000, disposeTimeout = 10_000, buildTimeout = 30_000, scopeDispose } = options
  const { entry = import.meta.filename } = options
  const containers: Api[] = []
  const scopes = { created: 0, disposed: 0 }
  let source = createApp
  const inMemory: ModuleLoader = {
    name: 'memory',
    load: () =>
      Promise.resolve({
        exports: { default: source },
        import: () => Promise.resolve({}),
        stats: { carried: 0, instantiated: 1 },
        release() {},
      }),
  }
  const container: ContainerFactory<Api> = {
    name: 'memory',
    create(_configure, { generation }) {
      let isDisposed = false
      const api: Api = {
        generation,
        get isDisposed() {
          return isDisposed
        },
        greet() {
          if (isDisposed) throw new Error(`generation ${generation} is disposed`)
          return `hello from ${generation}`
        },
      }
      containers.push(api)
      return Promise.resolve({
        api,
        createScope() {
          scopes.created += 1
          return {
            api,
            async dispose() {
              scopes.disposed += 1
              await scopeDispose?.()
            },
          }
        },
        dispose() {
          isDisposed = true
          return Promise.resolve()
        },
      })
    },
  }
  const watcher: Watcher = {
    name: 'memory',
    capabilities: { quietMs: 0, followsSymlinks: true, fileRoots: true, missingRoots: true, detectsOverflow: true },
    watch: () => Promise.resolve({ degraded: false, [Symbol.asyncDispose]: () => Promise.resolve() }),
  }
  const adapters = { entry, watcher, loader: options.loader ?? inMemory, container, server: binding }
  const reloader = createReloader<Api, Api, App>({ ...adapters, drainTimeout, disposeTimeout, buildTimeout })
  onTestFinished(() => reloader.stop())
  await reloader.start()
  if (reloader.failure) throw reloader.failure
  const { streams, server, onError } = options
  const listener = createListener({ reloader, closeTimeout: 200, streams, server, onError })
  onTestFinished(() => listener.close())
  const { url, port } = await listener.listen()
  return {
    reloader,
    listener,
    url,
    port,
    containers,
    scopes,
    async swap(next = source) {
      source = next
      await reloader.reload()
      if (reloader.failure) throw reloader.failure
    },
    event<Name extends keyof ReloaderEvents>(name: Name, isIt: (event: ReloaderEvents[Name]) => boolean = () => true) {
      const { promise, resolve } = Promise.withResolvers<ReloaderEvents[Name]>()
      onTestFinished(
        reloader.on(name, (event) => {
          if (isIt(event)) resolve(event)
        }),
      )
      return promise
    },
  }
}

/** The bodies that are answered at these paths. */
export async function texts({ url }: Pick<Serving, 'url'>, ...paths: string[]): Promise<string[]> {
  return Promise.all(paths.map(async (path) => (await fetch(url + path)).text()))
}
