import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createSourceCache, nodeFileSystem, type LoadContext, type ModuleGraph, type ModuleLoader } from '@hotseat/core'
import { rejectionOf } from '../settlement.ts'
import type { LoaderHarness } from './harness.ts'

/** A project of ES modules in a folder of its own, and a loader for it. */
export interface Project extends Disposable {
  readonly loader: ModuleLoader
  /** How often what was read through the context was read, by path. */
  readonly read: ReadonlyMap<string, number>
  /** What the context was asked about, by path: read, or its hash. */
  readonly asked: ReadonlySet<string>
  path(file: string): string
  write(files: Readonly<Record<string, string>>): void
  remove(file: string): void
  /** @param target of the link, as it is written into it */
  link(target: string, file: string): void
  /** The next generation. The entry is `app.js`, if none is given. */
  load(given?: Partial<LoadContext> & { readonly entry?: string }): Promise<ModuleGraph>
}

export function project(harness: LoaderHarness, files: Readonly<Record<string, string>>): Project {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'hotseat-load-')))
  const loader = harness.create()
  const cache = createSourceCache(nodeFileSystem)
  const read = new Map<string, number>()
  const asked = new Set<string>()
  let generation = 0
  const write: Project['write'] = (changed) => {
    for (const [file, text] of Object.entries(changed)) {
      mkdirSync(dirname(join(root, file)), { recursive: true })
      writeFileSync(join(root, file), text)
    }
  }
  write({ 'package.json': '{ "name": "app", "type": "module" }', ...files })
  return {
    loader,
    read,
    asked,
    path: (file) => join(root, file),
    write,
    remove: (file) => rmSync(join(root, file), { recursive: true }),
    link(target, file) {
      mkdirSync(dirname(join(root, file)), { recursive: true })
      symlinkSync(target, join(root, file))
    },
    async load({ entry = 'app.js', ...given } = {}) {
      generation += 1
      return await loader.load(join(root, entry), {
        generation,
        signal: new AbortController().signal,
        perGeneration: [],
        files: {
          read(path) {
            read.set(path, (read.get(path) ?? 0) + 1)
            asked.add(path)
            return cache.read(path)
          },
          hash(path) {
            asked.add(path)
            return cache.hash(path)
          },
        },
        ...given,
      })
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** Calls an export without arguments. */
export async function call(graph: Pick<ModuleGraph, 'exports'>, name: string): Promise<unknown> {
  const exported = graph.exports[name]
  if (typeof exported !== 'function') throw new TypeError(`${name} is no function, but ${typeof exported}`)
  return await Reflect.apply(exported, undefined, [])
}

/** The error that an export throws. */
export async function errorOf(graph: Pick<ModuleGraph, 'exports'>, name: string): Promise<Error> {
  const error = await rejectionOf(call(graph, name), name)
  if (error instanceof Error) return error
  throw new TypeError(`${name} threw ${typeof error}, and no error`)
}

/** A member of what an import gave. */
export function member(namespace: unknown, name: string): unknown {
  return typeof namespace === 'object' && namespace !== null ? Reflect.get(namespace, name) : undefined
}
