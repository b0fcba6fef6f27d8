import { onTestFinished } from 'vitest'
import {
  createReloader,
  type BuildContext,
  type ContainerFactory,
  type FileSystem,
  type ModuleLoader,
  type Reloader,
  type ReloaderEvents,
  type ReloaderOptions,
  type ServerBinding,
  type Watcher,
  type WatchOptions,
} from '../../src/index.ts'
import { SimulatedClock } from './simulated-clock.ts'
import { VirtualFiles } from './virtual-files.ts'

/** What the application in memory does: the source of an entry is this, as JSON. */
export interface Source {
  readonly text?: string
  readonly imports?: readonly string[]
  /** Where the build goes wrong, and how. */
  readonly load?: Mishap
  readonly configure?: Mishap
  readonly createApp?: Mishap
  readonly dispose?: Mishap
  readonly close?: Mishap
}

export type Mishap = 'throw' | 'reject' | 'hang'

/** What the container in memory resolves from. */
export interface Api {
  readonly text: string
  readonly generation: number
}

export interface App {
  readonly text: string
  readonly close: Mishap | undefined
}

export const entry = '/app/entry.json'

/** Puts a bug into the container factory. */
export type ContainerDecorator = (factory: ContainerFactory<Api>) => ContainerFactory<Api>

/** What became of the containers, scopes and applications that were made. */
export interface Ledger {
  readonly constructed: number[]
  readonly disposed: number[]
  readonly scopes: number[]
  readonly closed: number[]
  readonly released: number[]
}

type Told = { readonly [Name in keyof ReloaderEvents]: ReloaderEvents[Name][] }

/** A reloader with adapters, files and time in memory. */
export class World {
  readonly clock = new SimulatedClock()
  readonly files = new VirtualFiles()
  readonly ledger: Ledger = { constructed: [], disposed: [], scopes: [], closed: [], released: [] }
  /** Every event, by name. */
  readonly told: Told = {
    change: [],
    'build-start': [],
    'build-phase': [],
    'build-failed': [],
    discarded: [],
    swap: [],
    drained: [],
    disposed: [],
    'dispose-failed': [],
    'watch-failed': [],
    paused: [],
    resumed: [],
    stopped: [],
  }
  /** The names of the events, in their order. */
  readonly order: (keyof ReloaderEvents)[] = []
  readonly watches: WatchOptions[] = []
  readonly reloader: Reloader<Api>
  /** Called with each build's context, in `configure`. */
  configuring: ((context: BuildContext) => unknown) | undefined
  /** What the load of the next builds waits for, after it has read its files. */
  loading: Promise<unknown> | undefined
  watchReady: Promise<unknown> | undefined

  constructor(
    options: Partial<ReloaderOptions<Api, Api, App>> = {},
    decorate: ContainerDecorator = (factory) => factory,
    fileSystem?: FileSystem,
    loading: (loader: ModuleLoader) => ModuleLoader = (loader) => loader,
  ) {
    this.reloader = createReloader<Api, Api, App>(
      {
        entry,
        watcher: this.#watcher(),
        loader: loading(this.#loader()),
        container: decorate(this.#container()),
        server: serverInMemory(this.ledger),
        ...options,
      },
      { clock: this.clock, fileSystem: fileSystem ?? this.files },
    )
    this.#listen('change')
    this.#listen('build-start')
    // Of what happens within a build `order` does not tell.
    this.reloader.on('build-phase', (event) => this.told['build-phase'].push(event))
    this.#listen('build-failed')
    this.#listen('discarded')
    this.#listen('swap')
    this.#listen('drained')
    this.#listen('disposed')
    this.#listen('dispose-failed')
    this.#listen('watch-failed')
    this.#listen('paused')
    this.#listen('resumed')
    this.#listen('stopped')
    onTestFinished(async () => {
      const stopped = this.reloader.stop()
      await this.clock.advance(60_000)
      await stopped
    })
  }

  /** Saves the entry and lets the watcher tell. */
  save(source: Source): void {
    this.write(entry, source)
    this.touch(entry)
  }

  write(path: string, source: Source): void {
    this.files.write(path, JSON.stringify(source))
  }

  touch(...paths: string[]): void {
    for (const watch of this.watches) watch.changed(paths.map((path) => ({ path, kind: 'update' })))
  }

  /** Starts on a good entry, and resolves when its generation is seated. */
  async start(source: Source = { text: 'one' }): Promise<this> {
    this.write(entry, source)
    const started = this.reloader.start()
    await this.clock.advance(0)
    await started
    return this
  }

  #listen<Name extends keyof ReloaderEvents>(name: Name): void {
    this.reloader.on(name, (event) => {
      this.order.push(name)
      this.told[name].push(event)
    })
  }

  #watcher(): Watcher {
    return {
      name: 'memory',
      capabilities: { quietMs: 0, followsSymlinks: true, fileRoots: true, missingRoots: true, detectsOverflow: true },
      watch: async (options) => {
        this.watches.push(options)
        await this.watchReady
        options.signal?.throwIfAborted()
        return {
          degraded: false,
          [Symbol.asyncDispose]: async () => {
            this.watches.splice(this.watches.indexOf(options), 1)
          },
        }
      },
    }
  }

  #loader(): ModuleLoader {
    return {
      name: 'memory',
      load: async (path, { files, generation }) => {
        const source: Source = JSON.parse(files.read(path).text)
        const parts = (source.imports ?? []).map((each): Source => JSON.parse(files.read(each).text))
        await this.loading
        await mishap(source.load, 'the modules')
        const text = [source, ...parts].map((part) => part.text ?? '').join(' ')
        return {
          exports: {
            configure: async (_builder: Api, context: BuildContext) => {
              await this.configuring?.(context)
              await mishap(source.configure, 'configure')
            },
            default: async (): Promise<App> => {
              await mishap(source.createApp, 'createApp')
              return { text, close: source.close }
            },
            text,
            dispose: source.dispose,
          },
          import: async () => ({ text, dispose: source.dispose }),
          stats: { carried: 0, instantiated: 1 + parts.length },
          release: () => this.ledger.released.push(generation),
        }
      },
    }
  }

  #container(): ContainerFactory<Api> {
    const { ledger } = this
    return {
      name: 'memory',
      async create(configure, context) {
        const { generation } = context
        const { text, dispose } = await context.import('')
        const api: Api = { text: String(text), generation }
        ledger.constructed.push(generation)
        try {
          await Promise.race([configure(api, context), aborted(context.signal)])
        } catch (error) {
          ledger.disposed.push(generation)
          throw error
        }
        return {
          api,
          createScope: () => ({
            api: { text: `${api.text} scoped`, generation },
            dispose: async () => void ledger.scopes.push(generation),
          }),
          dispose: async () => {
            ledger.disposed.push(generation)
            await mishap(isMishap(dispose) ? dispose : undefined, 'Mailer')
          },
        }
      },
    }
  }
}

function serverInMemory(ledger: Ledger): ServerBinding<App> {
  return {
    name: 'memory',
    mount: async (app) => ({
      handle: () => app.text,
      close: async () => {
        ledger.closed.push(ledger.closed.length + 1)
        await mishap(app.close, 'the application')
      },
    }),
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason))
  })
}

function isMishap(value: unknown): value is Mishap {
  return value === 'throw' || value === 'reject' || value === 'hang'
}

function mishap(kind: Mishap | undefined, who: string): unknown {
  switch (kind) {
    case 'throw':
      throw new Error(`${who} throws`)
    case 'reject':
      return Promise.reject(new Error(`${who} rejects`))
    case 'hang':
      return new Promise(() => undefined)
    case undefined:
      return undefined
    default:
      return kind satisfies never
  }
}
