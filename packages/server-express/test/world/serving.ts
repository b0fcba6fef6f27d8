import {
  createReloader,
  type ContainerFactory,
  type HotseatError,
  type ModuleLoader,
  type Reloader,
  type ReloaderEvents,
  type ServerBinding,
  type Watcher,
} from '@hotseat/core'
import { createListener, type HttpServer } from '@hotseat/http'
import type { Express } from 'express'
import { onTestFinished } from 'vitest'
import { express } from '../../src/index.ts'

/** The container of the applications under test. */
export interface Api {
  readonly isDisposed: boolean
  /** Throws once disposed, as a container does. */
  greet(): string
}

/** What an entry's `createApp` is here; anything may be returned. */
export type CreateApp = (api: Api) => unknown

export interface Serving {
  readonly reloader: Reloader<Api>
  readonly url: string
  readonly port: number
  readonly containers: readonly Api[]
  swap(createApp: CreateApp): Promise<void>
  event<Name extends keyof ReloaderEvents>(name: Name): Promise<ReloaderEvents[Name]>
}

export interface ServingOptions {
  /** Default: the real one. */
  readonly binding?: ServerBinding<Express>
  readonly server?: HttpServer
  readonly onError?: (error: HotseatError) => void
}

/** An Express application whose source, container and watcher are in memory, behind the real reloader and listener. */
export async function serve(createApp: CreateApp, options: ServingOptions = {}): Promise<Serving> {
  const { binding = express(), server, onError } = options
  const containers: Api[] = []
  let source = createApp
  const loader: ModuleLoader = {
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
        createScope: () => ({ api, dispose: () => Promise.resolve() }),
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
  const reloader = createReloader<Api, Api, Express>({
    entry: import.meta.filename,
    watcher,
    loader,
    container,
    server: binding,
    drainTimeout: 20_000,
  })
  onTestFinished(() => reloader.stop())
  await reloader.start()
  const listener = createListener({ reloader, server, onError, closeTimeout: 200 })
  onTestFinished(() => listener.close())
  const { url, port } = await listener.listen()
  return {
    reloader,
    url,
    port,
    containers,
    async swap(next) {
      source = next
      await reloader.reload()
      if (reloader.failure) throw reloader.failure
    },
    event<Name extends keyof ReloaderEvents>(name: Name) {
      const { promise, resolve } = Promise.withResolvers<ReloaderEvents[Name]>()
      onTestFinished(reloader.on(name, resolve))
      return promise
    },
  }
}
