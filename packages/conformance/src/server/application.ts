import { createReloader, type Container, type ContainerFactory, type ModuleLoader } from '@hotseat/core'
import type { Reloader, ReloaderEvents, ReloaderOptions, ServerBinding, Watcher } from '@hotseat/core'
import { within } from '../settlement.ts'

/** The container of an application whose source is in memory. */
export interface Api {
  readonly generation: number
  readonly isDisposed: boolean
  /** `hello from 1` in the first generation. Throws once disposed, as a container does. */
  greet(): string
}

/**
 * What the entry exports by default. What it returns, whatever that is, goes to the binding; or, under a capture, is the
 * entry, and called as it is loaded.
 */
export type CreateApp = (api: Api) => unknown

/** An application whose source, container and watcher are in memory, under the real reloader. Disposing it stops that. */
export interface Application extends AsyncDisposable {
  readonly reloader: Reloader<Api>
  /** The containers, the newest last. */
  readonly containers: readonly Api[]
  readonly scopes: { readonly created: number; readonly disposed: number }
  /**
   * Builds and swaps; without an argument what was built before.
   *
   * @throws the failure of the build
   */
  swap(createApp?: CreateApp): Promise<void>
  /** The next build waits until the returned function is called. */
  delayNextBuild(): () => void
  /** The next event of this name, of this generation. Default: the first one. */
  event<Name extends 'drained' | 'disposed' | 'dispose-failed'>(
    name: Name,
    generation?: number,
  ): Promise<ReloaderEvents[Name]>
}

export interface ApplicationOptions<App = unknown> extends Partial<
  Pick<
    ReloaderOptions<Api>,
    'entry' | 'loader' | 'capture' | 'drainTimeout' | 'disposeTimeout' | 'buildTimeout' | 'maxRetired'
  >
> {
  readonly binding?: ServerBinding<App> | undefined
  /** How a request scope is disposed. */
  readonly disposeScope?: () => Promise<void>
}

/** Not started. */
export function createApplication<App>(first: CreateApp, options: ApplicationOptions<App> = {}): Application {
  const { binding, disposeScope = () => Promise.resolve(), ...others } = options
  const containers: Api[] = []
  const scopes = { created: 0, disposed: 0 }
  let source = first
  let delay: Promise<void> | undefined

  const loader: ModuleLoader = {
    name: 'memory',
    async load(_entry, { generation }) {
      const graph = { import: () => Promise.resolve({}), stats: { carried: 0, instantiated: 1 } }
      const createApp = source
      await delay
      delay = undefined
      if (!options.capture) return { ...graph, exports: { default: createApp }, release() {} }
      // An application that runs as it stands makes its container itself.
      const made = containerOf(generation, scopes, disposeScope)
      containers.push(made.api)
      const run = await createApp(made.api)
      if (typeof run !== 'function') throw new TypeError(`an entry is to run, and not to be ${typeof run}`)
      run()
      return { ...graph, exports: {}, release: () => made.dispose() }
    },
  }
  const container: ContainerFactory<Api> = {
    name: 'memory',
    create(_configure, { generation }) {
      const made = containerOf(generation, scopes, disposeScope)
      containers.push(made.api)
      return Promise.resolve(made)
    },
  }
  const reloader = createReloader<Api, Api, App>({
    entry: import.meta.filename,
    watcher: silent,
    loader,
    container,
    drainTimeout: 10_000,
    disposeTimeout: 1_000,
    ...(binding && { server: binding }),
    ...others,
  })
  return {
    reloader,
    containers,
    scopes,
    async swap(next = source) {
      source = next
      await reloader.reload()
      if (reloader.failure) throw reloader.failure
    },
    delayNextBuild() {
      const { promise, resolve } = Promise.withResolvers<void>()
      delay = promise
      return resolve
    },
    event(name, generation = 1) {
      const { promise, resolve } = Promise.withResolvers<ReloaderEvents[typeof name]>()
      const stop = reloader.on(name, (event) => {
        if (event.generation === generation) resolve(event)
      })
      const event = within(5_000, promise, `generation ${generation}, to be ${name},`).finally(stop)
      // It is asked for before it is brought about, and what is to do so may fail.
      event.catch(() => undefined)
      return event
    },
    [Symbol.asyncDispose]: () => reloader.stop(),
  }
}

/** Nothing changes but by `swap`. */
const silent: Watcher = {
  name: 'memory',
  capabilities: { quietMs: 0, followsSymlinks: true, fileRoots: true, missingRoots: true, detectsOverflow: true },
  watch: () => Promise.resolve({ degraded: false, [Symbol.asyncDispose]: () => Promise.resolve() }),
}

function containerOf(
  generation: number,
  scopes: { created: number; disposed: number },
  disposeScope: () => Promise<void>,
): Container<Api> {
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
  return {
    api,
    createScope() {
      scopes.created += 1
      return {
        api,
        dispose() {
          scopes.disposed += 1
          return disposeScope()
        },
      }
    },
    dispose() {
      isDisposed = true
      return Promise.resolve()
    },
  }
}
