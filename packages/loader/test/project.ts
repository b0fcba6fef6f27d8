import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import {
  createSourceCache,
  nodeFileSystem,
  type LoadContext,
  type ModuleGraph,
  type ModuleLoader,
  type SourceFiles,
} from '@hotseat/core'
import { onTestFinished } from 'vitest'
import { loader as createLoader } from '../src/index.ts'

/** A project in a temporary folder, and a loader for it. */
export interface Project {
  readonly root: string
  readonly loader: ModuleLoader
  readonly path: (file: string) => string
  /** Files by path; undefined removes one. */
  readonly write: (files: Record<string, string | undefined>) => void
  readonly rename: (from: string, to: string) => void
  readonly link: (target: string, path: string) => void
  /** The next generation. `entry` defaults to `src/app.ts`. */
  readonly load: (options?: Partial<LoadContext> & { readonly entry?: string }) => Promise<ModuleGraph>
}

export interface ProjectOptions {
  readonly loader?: ModuleLoader
  readonly files?: SourceFiles
}

/** What a TypeScript project with decorators has. */
export const decorated = {
  'package.json': '{ "name": "app", "type": "module" }',
  'tsconfig.json': JSON.stringify({
    compilerOptions: { target: 'es2022', strict: true, experimentalDecorators: true, emitDecoratorMetadata: true },
  }),
}

export function project(files: Record<string, string>, options: ProjectOptions = {}): Project {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'hotseat-loader-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const { loader = createLoader(), files: sources = createSourceCache(nodeFileSystem) } = options
  let generation = 0
  const made: Project = {
    root,
    loader,
    path: (file) => join(root, file),
    write(changed) {
      for (const [file, text] of Object.entries(changed)) {
        const path = join(root, file)
        if (text === undefined) {
          rmSync(path, { recursive: true })
          continue
        }
        mkdirSync(dirname(path), { recursive: true })
        writeFileSync(path, text)
      }
    },
    rename: (from, to) => renameSync(join(root, from), join(root, to)),
    link(target, path) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      symlinkSync(target, join(root, path))
    },
    load: async ({ entry = 'src/app.ts', ...context } = {}) =>
      await loader.load(resolve(root, entry), {
        generation: ++generation,
        signal: new AbortController().signal,
        perGeneration: [],
        files: sources,
        ...context,
      }),
  }
  made.write({ 'package.json': '{ "name": "app", "type": "module" }', ...files })
  return made
}

/** A project that tsc compiles to CommonJS. */
export function commonJs(files: Record<string, string>, options: object = {}): Project {
  const compilerOptions = { module: 'commonjs', target: 'es2022', esModuleInterop: true, ...options }
  return project({
    'package.json': '{ "name": "app" }',
    'tsconfig.json': JSON.stringify({ compilerOptions }),
    ...files,
  })
}

/** An installed package of this workspace, for a project to link. */
export function installed(name: string): string {
  return realpathSync(join(import.meta.dirname, '..', 'node_modules', name))
}

/** Calls an export. */
export function call(graph: ModuleGraph, name: string, ...values: readonly unknown[]): unknown {
  const exported = graph.exports[name]
  if (typeof exported !== 'function') throw new TypeError(`${name} is ${typeof exported}, not a function`)
  return Reflect.apply(exported, undefined, values)
}

/** The events that modules report by `globalThis.__log.push('…')`, from now on. */
export function recordLog(): string[] {
  const log: string[] = []
  Reflect.set(globalThis, '__log', log)
  onTestFinished(() => void Reflect.deleteProperty(globalThis, '__log'))
  return log
}
