import {
  createReloader,
  type Container,
  type ContainerFactory,
  type ModuleLoader,
  type Mounted,
  type Reloader,
  type ReloaderEvents,
  type ReloaderOptions,
  type ServerBinding,
  type Watcher,
} from '@hotseat/core'
import { onTestFinished } from 'vitest'

/** The container of the applications under test. */
export interface Api {
  readonly generation: number
  readonly isDisposed: boolean
  /** Throws once disposed, as a container does. */
  greet(): string
}

/** What one generation of the application under test is. */
export type CreateApp = (api: Api) => Mounted | Promise<Mounted>

export interface Application {
  readonly reloader: Reloader<Api>
  /** The containers, the newest last. */
  readonly containers: readonly Api[]
  readonly scopes: { created: number; disposed: number }
  /** The source changes: the next build makes this. */
  edit(createApp: CreateApp): void
  /** Builds and swaps. */
  swap(createApp?: CreateApp): Promise<void>
  /** The next build waits until the returned function is called. */
  delayNextBuild(): () => void
  /** The next event of this name that the predicate likes. */
  event<Name extends keyof ReloaderEvents>(
    name: Name,
    isIt?: (event: ReloaderEvents[Name]) => boolean,
  ): Promise<ReloaderEvents[Name]>
}

export interface ApplicationOptions extends Partial<
  Pick<ReloaderOptions<Api>, 'drainTimeout' | 'disposeTimeout' | 'maxRetired'>
> {
  readonly scopeDispose?: () => Promise<void>
  /** False: the reloader has no server binding. */
  readonly isMounted?: boolean
}

/** An application whose source, container and watcher are in memory; the reloader is the real one. Not started. */
export function createApplication(createApp: CreateApp, options: ApplicationOptions = {}): Application {
  const { scopeDispose, isMounted = true, drainTimeout = 20_000, disposeTimeout = 10_000, maxRetired = 5 } = options
  const containers: Api[] = []
  const scopes = { created: 0, disposed: 0 }
  let source = createApp
  let delay: Promise<void> | undefined

  const loader: ModuleLoader = {
    name: 'memory',
    async load() {
      const exports = { default: source }
      await delay
      delay = undefined
      return {
        exports,
        import: () => Promise.resolve({}),
        stats: { carried: 0, instantiated: 1 },
        release() {},
      }
    },
  }
  const container: ContainerFactory<Api> = {
    name: 'memory',
    create(_configure, { generation }): Promise<Container<Api>> {
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
  const server: ServerBinding<Mounted> = { name: 'memory', mount: (app) => Promise.resolve(app) }
  const reloader = createReloader<Api, Api, Mounted>({
    entry: import.meta.filename,
    watcher,
    loader,
    container,
    ...(isMounted && { server }),
    drainTimeout,
    disposeTimeout,
    maxRetired,
  })
  onTestFinished(() => reloader.stop())

  return {
    reloader,
    containers,
    scopes,
    edit(next) {
      source = next
    },
    async swap(next) {
      if (next) source = next
      const before = containers.length
      await reloader.reload()
      if (reloader.failure) throw reloader.failure
      if (containers.length === before) throw new Error('nothing was built')
    },
    delayNextBuild() {
      const { promise, resolve } = Promise.withResolvers<void>()
      delay = promise
      onTestFinished(() => resolve())
      return resolve
    },
    event<Name extends keyof ReloaderEvents>(name: Name, isIt: (event: ReloaderEvents[Name]) => boolean = () => true) {
      const { promise, resolve } = Promise.withResolvers<ReloaderEvents[Name]>()
      const stop = reloader.on(name, (event) => {
        if (!isIt(event)) return
        stop()
        resolve(event)
      })
      return promise
    },
  }
}
