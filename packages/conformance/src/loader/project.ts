import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createSourceCache, nodeFileSystem, type LoadContext, type ModuleGraph } from '@hotseat/core'
import type { LoaderHarness } from './harness.ts'

/** A project of ES modules in a folder of its own, and a loader for it. Its entry is `app.js`. */
export interface Project extends Disposable {
  /** What was read through the context, by path. */
  readonly read: ReadonlySet<string>
  path(file: string): string
  write(files: Readonly<Record<string, string>>): void
  /** The next generation. */
  load(given?: Partial<LoadContext>): Promise<ModuleGraph>
}

export function project(harness: LoaderHarness, files: Readonly<Record<string, string>>): Project {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'hotseat-load-')))
  const loader = harness.create()
  const cache = createSourceCache(nodeFileSystem)
  const read = new Set<string>()
  let generation = 0
  const write: Project['write'] = (changed) => {
    for (const [file, text] of Object.entries(changed)) {
      mkdirSync(dirname(join(root, file)), { recursive: true })
      writeFileSync(join(root, file), text)
    }
  }
  write({ 'package.json': '{ "name": "app", "type": "module" }', ...files })
  return {
    read,
    path: (file) => join(root, file),
    write,
    async load(given = {}) {
      generation += 1
      return await loader.load(join(root, 'app.js'), {
        generation,
        signal: new AbortController().signal,
        perGeneration: [],
        files: {
          read(path) {
            read.add(path)
            return cache.read(path)
          },
          hash: (path) => cache.hash(path),
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

/** A member of what an import gave. */
export function member(namespace: unknown, name: string): unknown {
  return typeof namespace === 'object' && namespace !== null ? Reflect.get(namespace, name) : undefined
}
