import { relative } from 'node:path'
import type { ModuleGraph } from '@hotseat/core'
import { expect, test } from 'vitest'
import { describeModules } from '../src/graph/describe.ts'
import { carriedModules } from '../src/graph/reuse.ts'
import { compile } from '../src/compile/unit.ts'
import { loader as createLoader, loaderOf } from '../src/loader.ts'
import { commonJs, project, type Project } from './project.ts'

/** What a graph tells of its modules, by path relative to `src`. */
function told({ path }: Project, graph: ModuleGraph): Record<string, string> {
  const named = (file: string): string => relative(path('src'), file)
  const modules = graph.describe?.() ?? []
  return Object.fromEntries(
    modules.map((each) => [
      named(each.path),
      each.because === undefined ? each.reason : `${each.reason} ${named(each.because)}`,
    ]),
  )
}

const chain = {
  'src/app.ts': `export { a } from './a'\nexport { other } from './other'`,
  'src/a.ts': `import { b } from './b'\nexport const a = b`,
  'src/b.ts': 'export const b = 1',
  'src/other.ts': 'export const other = {}',
}

/** Says of every module why its instance is the one it is. */
async function checkReasons(loader = createLoader()): Promise<void> {
  const made = project(chain, { loader })
  expect(told(made, await made.load())).toEqual({
    'app.ts': 'first',
    'a.ts': 'first',
    'b.ts': 'first',
    'other.ts': 'first',
  })
  made.write({ 'src/b.ts': 'export const b = 2' })
  expect(told(made, await made.load())).toEqual({
    'app.ts': 'import a.ts',
    'a.ts': 'import b.ts',
    'b.ts': 'changed',
    'other.ts': 'carried',
  })
  made.write({ 'src/other.ts': `export { deep as other } from './deep'`, 'src/deep.ts': 'export const deep = {}' })
  expect(told(made, await made.load())).toEqual({
    'app.ts': 'import other.ts',
    'a.ts': 'carried',
    'b.ts': 'carried',
    'other.ts': 'changed',
    'deep.ts': 'first',
  })
}

test('a graph tells of each module why it was carried or instantiated', () => checkReasons())

test('a loader that does not tell why is caught', async () => {
  const silent = loaderOf({ carriedModules: (next, instances) => carriedModules(next, instances), compile })
  await expect(checkReasons(silent)).rejects.toThrow('to deeply equal')
})

test('what an import stands for is another file now', async () => {
  const made = project({ 'src/app.ts': `export { a } from './a'`, 'src/a/index.ts': 'export const a = 1' })
  await made.load()
  made.write({ 'src/a.ts': 'export const a = 2' })
  expect(told(made, await made.load())).toMatchObject({ 'app.ts': 'resolved-anew', 'a.ts': 'first' })
})

test('what keeps state of its own generation is made anew, and said so', async () => {
  const made = project({
    'src/app.ts': `import './registered'\nexport const a = 1`,
    'src/registered.ts': `globalThis.typeormMetadataArgsStorage ??= { tables: [] }\nglobalThis.typeormMetadataArgsStorage.tables.push(1)`,
  })
  await made.load()
  expect(told(made, await made.load())).toEqual({ 'app.ts': 'import registered.ts', 'registered.ts': 'own-state' })
})

test('a loader that carries nothing says so', async () => {
  const made = project(chain, { loader: createLoader({ reuse: false }) })
  await made.load()
  expect(new Set(Object.values(told(made, await made.load())))).toEqual(new Set(['anew']))
})

test('a carried module is told as carried, also when the generation that made it is gone', async () => {
  const made = project(chain)
  const first = await made.load()
  const second = await made.load()
  await first.release()
  expect(told(made, second)).toEqual({
    'app.ts': 'carried',
    'a.ts': 'carried',
    'b.ts': 'carried',
    'other.ts': 'carried',
  })
})

test('what a module imports is told, lazily required modules once they are', async () => {
  const made = commonJs({
    'src/app.ts': `import { a } from './a'\nexport const ask = () => a() `,
    'src/a.ts': `export const a = () => require('./b').b`,
    'src/b.ts': 'export const b = 1',
  })
  const graph = await made.load()
  const importsOf = (file: string): readonly string[] | undefined =>
    graph.describe?.().find(({ path }) => path === made.path(file))?.imports
  expect([importsOf('src/app.ts'), importsOf('src/a.ts')]).toEqual([[made.path('src/a.ts')], []])
  const ask = graph.exports['ask']
  expect(typeof ask === 'function' && ask()).toBe(1)
  expect(importsOf('src/a.ts')).toEqual([made.path('src/b.ts')])
})

test('a graph that is let go has nothing to tell', async () => {
  const made = project(chain)
  const graph = await made.load()
  await graph.release()
  expect(graph.describe?.()).toEqual([])
  expect(describeModules(new Map(), () => ({ reason: 'first' }), 1)).toEqual([])
})

test('an error is traced through the application’s source, the topmost place first', async () => {
  const made = project({
    'src/app.ts': `import { a } from './a'\n\na(() => { throw new Error('deep') })`,
    'src/a.ts': `export function a(work: () => void): void {\n  work()\n}`,
  })
  const thrown: unknown = await made.load().catch((error: unknown) => error)
  const trace = made.loader.trace?.(thrown).map(({ file, line, column }) => [relative(made.root, file), line, column])
  expect(trace).toEqual([
    ['src/app.ts', 3, 17],
    ['src/a.ts', 2, 3],
    ['src/app.ts', 3, 1],
  ])
  expect(made.loader.trace?.(new Error('wrapped', { cause: thrown }))).toEqual(made.loader.trace?.(thrown))
  expect(made.loader.trace?.('no error')).toEqual([])
})

test('who imports a file is known of the load that ended last, also if it failed', async () => {
  const made = project({ ...chain, 'src/b.ts': `throw new Error('no')\nexport const b = 1` })
  await expect(made.load()).rejects.toThrow('no')
  expect(made.loader.importersOf?.(made.path('src/b.ts'))).toEqual([made.path('src/a.ts'), made.path('src/app.ts')])
  made.write({ 'src/b.ts': 'export const b = 1' })
  await made.load()
  expect(made.loader.importersOf?.(made.path('src/b.ts'))).toEqual([made.path('src/a.ts'), made.path('src/app.ts')])
  expect(made.loader.importersOf?.(made.path('src/app.ts'))).toEqual([])
})
