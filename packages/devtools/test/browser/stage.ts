import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  createReloader,
  type HotseatError,
  type LoadContext,
  type ModuleDescription,
  type Registration,
  type Reloader,
  type ServerBinding,
  type SourceLocation,
  type Watcher,
  type WatchOptions,
} from '@hotseat/core'
import { createListener } from '@hotseat/http'
import { createDevtoolsWith } from '../../src/devtools.ts'
import type { createDevtools, Devtools } from '../../src/index.ts'

/** How a generation answers. */
export type Answering = (request: IncomingMessage, response: ServerResponse, generation: number) => unknown

/** What the next build is made of. */
export interface Source {
  readonly answer?: Answering
  readonly modules?: readonly ModuleDescription[]
  readonly registrations?: readonly Registration[]
  /** It fails so. */
  readonly failure?: HotseatError | undefined
  /** Where the failure passed, and who imports the file that it is in. */
  readonly trace?: readonly SourceLocation[]
  readonly importers?: readonly string[]
  /** What its disposal throws. */
  readonly disposal?: Error | undefined
  /** Milliseconds that its phases take. */
  readonly takes?: { readonly load: number; readonly create: number; readonly mount: number }
}

export interface StageOptions {
  readonly port?: number
  readonly editor?: Parameters<typeof createDevtools>[0]['editor']
  /** Default: `serve`. */
  readonly freshness?: 'serve' | 'hold'
  /** Below the root: what generations are made of, and `edit` changes. Their text is made up. */
  readonly files?: readonly string[]
}

/** An application whose source is in memory, under the real reloader, listener and devtools. */
export interface Stage extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** Of the application: an empty folder. */
  readonly root: string
  readonly inspector: string
  readonly reloader: Reloader<unknown>
  readonly devtools: Devtools
  /** What the devtools had to say. */
  readonly reported: readonly HotseatError[]
  /** Builds this, and swaps unless it fails. What is left out stays as it was, but for a failure. */
  save(source: Source): Promise<void>
  /** As `save`, and it is the change of one of its files that the watcher tells of. */
  edit(file: string, source: Source): Promise<void>
}

/** @example await using app = await stage({ answer: html((generation) => `<p>${generation}</p>`) }) */
export async function stage(
  first: Source = {},
  { port = 0, editor, freshness = 'serve', files: names = ['src/app.ts'] }: StageOptions = {},
): Promise<Stage> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'hotseat-stage-')))
  const paths = names.map((name) => join(root, name))
  for (const path of paths) write(path)
  let tell: WatchOptions['changed'] = () => undefined
  let source: Source = { answer: html((generation) => `<p>generation ${generation}</p>`), ...first }
  const loader = {
    name: 'memory',
    load: async (_entry: string, { generation, files }: LoadContext) => {
      const { answer, modules = [], failure, takes } = source
      for (const path of paths) files.read(path)
      if (takes) await sleep(takes.load)
      if (failure) throw failure
      const stats = {
        carried: modules.filter(({ reason }) => reason === 'carried').length,
        instantiated: modules.filter(({ reason }) => reason !== 'carried').length,
      }
      const createApp = async (): Promise<Bound> => {
        if (takes) await sleep(takes.mount)
        return { answer: answer ?? (() => undefined), generation }
      }
      const describe = (): readonly ModuleDescription[] => modules
      return { exports: { default: createApp }, import: async () => ({}), stats, describe, release: () => undefined }
    },
    trace: () => source.trace ?? [],
    importersOf: () => source.importers ?? [],
  }
  /** Nothing changes but by `edit`. */
  const watcher: Watcher = {
    name: 'memory',
    capabilities: { quietMs: 0, followsSymlinks: true, fileRoots: true, missingRoots: true, detectsOverflow: true },
    async watch({ changed }) {
      tell = changed
      return { degraded: false, [Symbol.asyncDispose]: async () => undefined }
    },
  }
  const reloader = createReloader<object, object, Bound>({
    entry: join(root, 'src/app.ts'),
    roots: [root],
    watcher,
    loader,
    container: {
      name: 'memory',
      async create() {
        const { registrations = [], disposal, takes } = source
        if (takes) await sleep(takes.create)
        const dispose = async (): Promise<void> => {
          if (disposal) throw disposal
        }
        const scope = { api: {}, dispose }
        return {
          ...scope,
          createScope: () => ({ api: {}, dispose: async () => undefined }),
          describe: () => registrations,
        }
      },
    },
    server: binding,
    drainTimeout: 10_000,
  })
  const reported: HotseatError[] = []
  const onError = (error: HotseatError): void => void reported.push(error)
  // Each stage stands for a process of its own.
  const devtools = createDevtoolsWith({ reloader, loader, root, version: '0.1.0', editor, onError }, {}, randomUUID())
  const listener = createListener({
    reloader,
    port,
    reserved: devtools.reserved,
    prepare: devtools.prepare,
    freshness,
    closeTimeout: 100,
  })
  const opened = await listener.listen()
  await reloader.start()
  return {
    url: opened.url,
    port: opened.port,
    root,
    inspector: devtools.url(opened.url),
    reloader,
    devtools,
    reported,
    async save(next) {
      source = { ...source, failure: undefined, ...next }
      await reloader.reload()
    },
    async edit(file, next) {
      source = { ...source, failure: undefined, ...next }
      const path = join(root, file)
      write(path)
      const { promise, resolve } = Promise.withResolvers<unknown>()
      const stops = [reloader.on('swap', resolve), reloader.on('build-failed', resolve)]
      tell([{ path, kind: 'update' }])
      await promise
      for (const stop of stops) stop()
    },
    async [Symbol.asyncDispose]() {
      devtools.close()
      await Promise.all([listener.close(), reloader.stop()])
      rmSync(root, { recursive: true, force: true })
    },
  }
}

function write(path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `// ${randomUUID()}\n`)
}

/** A page with this in its body. */
export function html(body: (generation: number) => string, headers: Readonly<Record<string, string>> = {}): Answering {
  return (_request, response, generation) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers })
    response.end(`<!doctype html><html lang="en"><title>App</title><body>${body(generation)}</body></html>`)
  }
}

interface Bound {
  readonly answer: Answering
  readonly generation: number
}

const binding: ServerBinding<Bound> = {
  name: 'memory',
  mount: async ({ answer, generation }) => ({ handle: (request, response) => answer(request, response, generation) }),
}
