import type { ModuleGraph } from '@hotseat/core'
import { expect, test } from 'vitest'
import { call, project, recordLog } from './project.ts'

const app = {
  'src/app.ts': `
    export const late = () => import('./late')
    export const anyOf = (name: string) => import('./' + name)
    export { viaCarried } from './carried'`,
  'src/carried.ts': `export const viaCarried = () => import('./late')`,
  'src/late.ts': `export { value } from './value'`,
  'src/value.ts': `export const value = 1`,
}

async function valueOf(namespace: unknown): Promise<unknown> {
  const loaded: unknown = await namespace
  return typeof loaded === 'object' && loaded !== null ? Reflect.get(loaded, 'value') : undefined
}

/** @throws unless old code gets the modules of its own time, whatever came later */
async function checkPinned(late: (graph: ModuleGraph, newest: ModuleGraph) => unknown): Promise<void> {
  const { load, write } = project(app)
  const graphs: ModuleGraph[] = []
  for (let version = 1; version <= 11; version++) {
    // The entry changes with it: what the generations have in common is `carried.ts`.
    write({ 'src/value.ts': `export const value = ${version}`, 'src/app.ts': `${app['src/app.ts']} // ${version}` })
    graphs.push(await load())
  }
  const newest = graphs.at(-1) ?? expect.fail()
  const seen = await Promise.all(graphs.map(async (graph) => await valueOf(late(graph, newest))))
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
}

test('L3 a lazy import of old code is of its own generation, also after ten swaps', async () => {
  await checkPinned((graph) => call(graph, 'late'))
  await checkPinned(async (graph) => await graph.import('./late'))
})

test('L3 the check catches imports that are not pinned', async () => {
  await expect(checkPinned((_, newest) => call(newest, 'late'))).rejects.toThrow('to deeply equal')
})

test('L3 a module that several generations share imports for the newest, and for the oldest when that is left', async () => {
  const { load, write } = project(app)
  const first = await load()
  write({ 'src/value.ts': 'export const value = 2', 'src/app.ts': `${app['src/app.ts']} //` })
  const second = await load()
  expect(first.exports['viaCarried']).toBe(second.exports['viaCarried'])
  expect(await valueOf(call(first, 'viaCarried'))).toBe(2)
  second.release()
  expect(await valueOf(call(first, 'viaCarried'))).toBe(1)
})

test('L3 a shared module imports for the generation that is being loaded while that runs', async () => {
  const { load, write } = project({
    ...app,
    'src/app.ts': `import { viaCarried } from './carried'; export const { value } = await viaCarried()`,
  })
  const first = await load()
  write({
    'src/value.ts': 'export const value = 2',
    'src/app.ts': `import { viaCarried } from './carried'; export const { value } = await viaCarried(); //`,
  })
  const second = await load()
  expect([first, second].map(({ exports }) => exports['value'])).toEqual([1, 2])
})

test('L3 a specifier that is not known beforehand is found when it is imported, once per generation', async () => {
  const { load, write } = project(app)
  const graph = await load()
  write({ 'src/value.ts': 'export const value = 2', 'src/new.ts': 'export const value = 3' })
  // This one is reached by a literal import too: so it is pinned.
  expect(await valueOf(call(graph, 'anyOf', 'value'))).toBe(1)
  expect(await valueOf(call(graph, 'anyOf', 'new'))).toBe(3)
  write({ 'src/new.ts': 'export const value = 4' })
  expect(await valueOf(call(graph, 'anyOf', 'new'))).toBe(3)
  expect(await valueOf(call(await load(), 'anyOf', 'new'))).toBe(4)
})

test('L3 after its generation was released, a lazy import says so', async () => {
  const { load } = project(app)
  const graph = await load()
  const late = graph.exports['late']
  graph.release()
  graph.release()
  await expect(typeof late === 'function' && late()).rejects.toMatchObject({ code: 'HOTSEAT_LOADER_RELEASED' })
  await expect(graph.import('./late')).rejects.toMatchObject({ code: 'HOTSEAT_LOADER_RELEASED' })
})

test('L3 what is only imported lazily may be broken until it is imported', async () => {
  const { load, write, path } = project({ ...app, 'src/value.ts': 'export const = 1' })
  const graph = await load()
  write({ 'src/value.ts': 'export const value = 5' })
  const broken = { code: 'HOTSEAT_LOADER_SYNTAX', location: { file: path('src/value.ts'), line: 1, column: 14 } }
  await expect(call(graph, 'late')).rejects.toMatchObject(broken)
  await expect(call(graph, 'viaCarried')).rejects.toMatchObject(broken)
  expect(await valueOf(call(await load(), 'late'))).toBe(5)
})

test('L3 concurrent imports of one module make one instance', async () => {
  const log = recordLog()
  const { load } = project({
    'src/app.ts': `export const both = () => Promise.all([import('./a'), import('./b'), import('./a')])`,
    'src/a.ts': `export * from './shared'; await null; __log.push('a')`,
    'src/b.ts': `export * from './shared'; __log.push('b')`,
    'src/shared.ts': `import 'node:fs'; await null; __log.push('shared'); export const shared = {}`,
  })
  const namespaces = await call(await load(), 'both')
  expect(Array.isArray(namespaces) && namespaces[0] === namespaces[2]).toBe(true)
  expect(log.toSorted()).toEqual(['a', 'b', 'shared'])
})

test('L3 a module may import lazily while it is being evaluated', async () => {
  const { load } = project({
    'src/app.ts': `const { later } = await import('./later'); export const value = later`,
    'src/later.ts': `const { more } = await import('./more'); export const later = more + 1`,
    'src/more.ts': 'export const more = 1',
  })
  expect((await load()).exports['value']).toBe(2)
})
