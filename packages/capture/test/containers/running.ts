import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  createReloader,
  type ContainerFactory,
  HotseatError,
  type Registration,
  type Watcher,
  type WatchOptions,
} from '@hotseat/core'
import { loader } from '@hotseat/loader'
import { onTestFinished } from 'vitest'
import { capture } from '../../src/index.ts'

export type Files = Readonly<Record<string, string>>

export interface Running {
  /** What the application has told, by `tell()`, since it was last looked at. */
  readonly told: () => readonly string[]
  /** What was reported, and warned of. */
  readonly failed: readonly HotseatError[]
  readonly get: (path?: string) => Promise<string>
  /** Saves the entry, and these, and waits until the generation before is disposed. */
  readonly reload: (files?: Files) => Promise<void>
  /** What is known of the containers of the live generation, by name. */
  readonly registrations: () => Readonly<Record<string, Omit<Registration, 'name'>>>
  readonly stop: () => Promise<void>
}

/** What every application may use. */
const head = `const tell = (...words) => void globalThis.told.push(words.join(' '))\n`

/**
 * Runs an application as it stands: `main.ts` is its entry. Its imports resolve as those of this package do, unless
 * it brings packages along.
 * @param dependencies as its package.json names them
 */
export async function run(dependencies: readonly string[], files: Files): Promise<Running> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'hotseat-containers-')))
  const bringsPackages = Object.keys(files).some((file) => file.startsWith('node_modules/'))
  if (!bringsPackages) symlinkSync(join(import.meta.dirname, '../../node_modules'), join(root, 'node_modules'))
  let told: string[] = []
  Reflect.set(globalThis, 'told', told)
  let saved = 0
  const write = (some: Files): void => {
    for (const [file, text] of Object.entries(some)) {
      mkdirSync(dirname(join(root, file)), { recursive: true })
      writeFileSync(join(root, file), /\.[cm]?ts$/.test(file) ? `${head}${text}\n// ${(saved += 1)}` : text)
    }
  }
  const all: Record<string, string> = {
    'package.json': JSON.stringify({
      type: 'module',
      dependencies: Object.fromEntries(dependencies.map((each) => [each, '*'])),
    }),
    'tsconfig.json': JSON.stringify({ compilerOptions: { experimentalDecorators: true, emitDecoratorMetadata: true } }),
    ...files,
  }
  write(all)

  const failed: HotseatError[] = []
  const warned = (warning: Error): void => {
    if (HotseatError.is(warning)) failed.push(warning)
  }
  process.on('warning', warned)
  const captured = capture({ port: 0, root, onError: (error) => failed.push(error) })
  const { watcher, changed } = manualWatcher()
  const reloader = createReloader({
    entry: join(root, 'main.ts'),
    roots: [root],
    watcher,
    loader: loader({ cache: false }),
    container: none,
    capture: captured,
    debounce: { lone: 0, wide: 0, max: 0 },
  })
  reloader.on('dispose-failed', ({ error }) => failed.push(error))
  const stop = async (): Promise<void> => {
    await Promise.all([captured.close(), reloader.stop()])
  }
  onTestFinished(async () => {
    await stop()
    process.off('warning', warned)
    rmSync(root, { recursive: true, force: true })
  })
  await reloader.start()
  if (reloader.failure) throw reloader.failure
  return {
    told() {
      const since = told
      told = []
      Reflect.set(globalThis, 'told', told)
      return since
    },
    failed,
    async get(path = '/') {
      const [first] = captured.addresses
      return await (await fetch(new URL(path, first?.url))).text()
    },
    async reload(more = {}) {
      Object.assign(all, more)
      const disposed = Promise.withResolvers<void>()
      const stopListening = [
        reloader.on('disposed', () => disposed.resolve()),
        reloader.on('build-failed', () => disposed.resolve()),
      ]
      write({ 'main.ts': all['main.ts'] ?? '', ...more })
      changed(['main.ts', ...Object.keys(more)].map((file) => join(root, file)))
      await disposed.promise
      for (const each of stopListening) each()
      if (reloader.failure) throw reloader.failure
    },
    registrations() {
      const known = reloader.generations()[0]?.registrations() ?? []
      return Object.fromEntries(known.map(({ name, ...others }) => [name, others]))
    },
    stop,
  }
}

function manualWatcher(): { readonly watcher: Watcher; readonly changed: (paths: readonly string[]) => void } {
  const watches = new Set<WatchOptions>()
  return {
    watcher: {
      name: 'manual',
      capabilities: { quietMs: 0, followsSymlinks: false, fileRoots: true, missingRoots: true, detectsOverflow: true },
      watch: (options) => {
        watches.add(options)
        return Promise.resolve({
          degraded: false,
          [Symbol.asyncDispose]: () => Promise.resolve(void watches.delete(options)),
        })
      },
    },
    changed: (paths) => {
      for (const { changed } of watches) changed(paths.map((path) => ({ path, kind: 'update' })))
    },
  }
}

/** Applications that run as they stand have none of Hotseat's. */
const none: ContainerFactory<undefined> = {
  name: 'none',
  create: () => Promise.reject(new Error('It was not known to run as it stands')),
}
