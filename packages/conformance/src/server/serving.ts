import { createReloader, type Container, type ContainerFactory, type ModuleLoader } from '@hotseat/core'
import type { Reloader, ReloaderEvents, Watcher } from '@hotseat/core'
import { createListener, type HttpServer, type ListenAddress, type Listener } from '@hotseat/http'
import { within } from '../settlement.ts'
import type { Plan, ServerHarness } from './harness.ts'

/** The container of the applications under test. */
export interface Api {
  readonly generation: number
  readonly isDisposed: boolean
  /** Throws once disposed, as a container does. */
  greet(): string
}

/** What one generation of the application does. */
export type PlanFor = (api: Api) => Partial<Plan>

/** An application of the binding's framework, behind the real reloader and the real listener; the source is in memory. */
export interface Serving extends AsyncDisposable {
  readonly reloader: Reloader<Api>
  readonly listener: Listener
  readonly url: string
  readonly port: number
  /** The containers, the newest last. */
  readonly containers: readonly Api[]
  readonly scopes: { created: number }
  /** The source changes: builds and swaps. @throws the failure of the build */
  swap(plan: PlanFor): Promise<void>
  /** As {@link Serving.swap}, for a `createApp` that returns what it should not. */
  swapTo(app: unknown): Promise<void>
  /** The next event of this name, of this generation. */
  event<Name extends 'drained' | 'disposed'>(name: Name, generation: number): Promise<ReloaderEvents[Name]>
}

export interface ServingOptions {
  readonly drainTimeout?: number
  /** What the listener serves with. Default: a server of its own. */
  readonly server?: HttpServer
  /** How a request scope is disposed. */
  readonly disposeScope?: () => Promise<void>
}

export async function serve(harness: ServerHarness, first: PlanFor, options: ServingOptions = {}): Promise<Serving> {
  const { drainTimeout = 10_000, disposeScope = () => Promise.resolve() } = options
  const containers: Api[] = []
  const scopes = { created: 0 }
  const appOf = (plan: PlanFor) => (api: Api) => harness.createApp({ answers: {}, writes: {}, ...plan(api) })
  let source: (api: Api) => unknown = appOf(first)

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
      const made = containerOf(generation, scopes, disposeScope)
      containers.push(made.api)
      return Promise.resolve(made)
    },
  }
  const reloader = createReloader<Api, Api>({
    entry: import.meta.filename,
    watcher: silent,
    loader,
    container,
    server: harness.binding,
    drainTimeout,
    disposeTimeout: 1_000,
  })
  const listener = createListener({ reloader, server: options.server, closeTimeout: 100, onError: () => undefined })
  // Node 22 has no AsyncDisposableStack.
  const end = async (): Promise<void> => {
    try {
      await listener.close()
    } finally {
      await reloader.stop()
    }
  }
  const { url, port } = await start(reloader, listener).catch(async (error: unknown) => {
    await end()
    throw error
  })

  async function reload(next: (api: Api) => unknown): Promise<void> {
    source = next
    await reloader.reload()
    if (reloader.failure) throw reloader.failure
  }
  return {
    reloader,
    listener,
    url,
    port,
    containers,
    scopes,
    swap: (plan) => reload(appOf(plan)),
    swapTo: (app) => reload(() => app),
    event(name, generation) {
      const { promise, resolve } = Promise.withResolvers<ReloaderEvents[typeof name]>()
      const stop = reloader.on(name, (event) => {
        if (event.generation === generation) resolve(event)
      })
      const event = within(5_000, promise, `generation ${generation}, to be ${name},`).finally(stop)
      // A rule asks for it before it brings it about, and may fail in between.
      event.catch(() => undefined)
      return event
    },
    [Symbol.asyncDispose]: end,
  }
}

/** @throws the failure of the first build */
async function start(reloader: Reloader<Api>, listener: Listener): Promise<ListenAddress> {
  await reloader.start()
  if (reloader.failure) throw reloader.failure
  return await listener.listen()
}

/** Nothing changes but by `swap`. */
const silent: Watcher = {
  name: 'memory',
  capabilities: { quietMs: 0, followsSymlinks: true, fileRoots: true, missingRoots: true, detectsOverflow: true },
  watch: () => Promise.resolve({ degraded: false, [Symbol.asyncDispose]: () => Promise.resolve() }),
}

function containerOf(
  generation: number,
  scopes: { created: number },
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
      return { api, dispose: disposeScope }
    },
    dispose() {
      isDisposed = true
      return Promise.resolve()
    },
  }
}

/** Answers with the number of its generation. */
export const greeting: PlanFor = (api) => ({ answers: { '/': () => api.greet() } })

/** The text of an answer, whatever its status. */
export async function textOf(url: string, init: RequestInit = {}): Promise<string> {
  return await within(
    3_000,
    fetch(url, init).then((response) => response.text()),
    `an answer of ${url}`,
  )
}
