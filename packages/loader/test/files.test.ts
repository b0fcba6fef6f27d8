import { existsSync } from 'node:fs'
import {
  createSourceCache,
  current,
  HotseatError,
  nodeFileSystem,
  type SourceFile,
  type SourceFiles,
} from '@hotseat/core'
import { expect, test } from 'vitest'
import { loader } from '../src/index.ts'
import { call, project, type ProjectOptions } from './project.ts'

/** A way to files that takes paths for others. */
function tampering(change: (path: string) => string): SourceFiles {
  const real = createSourceCache(nodeFileSystem)
  return { read: (path) => real.read(change(path)), hash: (path) => real.hash(change(path)) }
}

/** @throws unless a linked workspace package is source, which is reloaded */
async function checkLinked(options: ProjectOptions = {}): Promise<void> {
  const { load, write, link, path } = project(
    {
      'apps/web/package.json': '{ "name": "web", "type": "module" }',
      'apps/web/src/app.ts': `import { lib } from 'lib'; import { deep } from 'lib/deep'; export const seen = () => [lib, deep]`,
      'packages/lib/package.json': `{ "name": "lib", "type": "module", "exports": { ".": "./src/index.js", "./*": { "own": "./src/own-*.ts", "default": "./src/*.ts" } } }`,
      'packages/lib/src/index.ts': 'export const lib: number = 1',
      'packages/lib/src/deep.ts': `export const deep = 'deep'`,
      'packages/lib/src/own-deep.ts': `export const deep = 'by condition'`,
    },
    options,
  )
  link('../../../packages/lib', 'apps/web/node_modules/lib')
  const entry = 'apps/web/src/app.ts'
  expect(call(await load({ entry }), 'seen')).toEqual([1, 'deep'])
  write({ 'packages/lib/src/index.ts': 'export const lib: number = 2' })
  expect(call(await load({ entry }), 'seen')).toEqual([2, 'deep'])
  // One file has one instance, by whatever way it is reached.
  write({
    'apps/web/src/app.ts': `import * as a from 'lib'; import * as b from '../../../packages/lib/src/index'; export const seen = () => a === b`,
  })
  expect(call(await load({ entry }), 'seen')).toBe(true)

  const conditioned = loader({ conditions: ['own'] })
  const context = { generation: 1, signal: new AbortController().signal, perGeneration: [] }
  const files = createSourceCache(nodeFileSystem)
  write({ 'apps/web/src/app.ts': `import { deep } from 'lib/deep'; export const seen = () => deep` })
  expect(call(await conditioned.load(path(entry), { ...context, files }), 'seen')).toBe('by condition')
}

test('L11 a linked workspace package is source, and is reloaded', () => checkLinked())

test('L11 the check catches a loader that leaves it to Node', async () => {
  await expect(checkLinked({ loader: loader({ external: ['lib'] }) })).rejects.toThrow('to deeply equal')
})

test('L11 a linked package that is named external is loaded once, by Node', async () => {
  const { load, write, link } = project(
    {
      'src/app.ts': `export { value } from 'lib'`,
      'lib/package.json': '{ "name": "lib", "type": "module", "exports": "./index.js" }',
      'lib/index.js': 'export const value = {}',
    },
    { loader: loader({ external: ['lib'], reuse: false }) },
  )
  link('../lib', 'node_modules/lib')
  const first = await load()
  write({ 'lib/index.js': 'export const value = {} //' })
  expect((await load()).exports['value']).toBe(first.exports['value'])
})

/** @throws unless names of files may be what the file system allows */
async function checkNames(options: ProjectOptions = {}): Promise<void> {
  const { load } = project(
    {
      'src/app.ts': `
      import { a } from './mit leerzeichen/äöü.js'
      import { b } from './日本/😀'
      import { c } from './100%25.js'
      import { d } from './a%23b'
      import { e } from './query?v=1'
      export const seen = [a, b, c, d, e]`,
      'src/mit leerzeichen/äöü.ts': `export const a = import.meta.url.endsWith('/mit%20leerzeichen/%C3%A4%C3%B6%C3%BC.ts')`,
      'src/日本/😀.ts': `export const b = import.meta.filename.endsWith('/日本/😀.ts')`,
      'src/100%.ts': `export const c = true`,
      'src/a#b.ts': `export const d = true`,
      'src/query.ts': `export const e = true`,
    },
    options,
  )
  expect((await load()).exports['seen']).toEqual([true, true, true, true, true])
}

test('L11 spaces, letters of all kinds and characters that mean something in URLs', () => checkNames())

test('L11 the check catches a loader that takes names for what they are in a URL', async () => {
  await expect(checkNames({ files: tampering((path) => encodeURI(path)) })).rejects.toThrow('ENOENT')
})

test('L11 stacks of files with such names', async () => {
  const { load, loader: own, path } = project({ 'src/a ü#?.ts': `export const fail = () => { throw new Error('x') }` })
  const graph = await load({ entry: 'src/a ü#?.ts' })
  try {
    call(graph, 'fail')
  } catch (error) {
    expect(own.locate?.(error)).toMatchObject({ file: path('src/a ü#?.ts'), line: 1, column: 35 })
  }
})

/** @throws unless a file that comes and goes is always what is there */
async function checkRecreated(options: ProjectOptions = {}): Promise<void> {
  const { load, write } = project(
    { 'src/app.ts': `export { v } from './a'`, 'src/a.ts': 'export const v = 0' },
    options,
  )
  for (let round = 1; round <= 3; round++) {
    write({ 'src/a.ts': undefined })
    await expect(load()).rejects.toMatchObject({ code: 'HOTSEAT_LOADER_UNRESOLVED' })
    write({ 'src/a.ts': `export const v = ${round}` })
    expect((await load()).exports['v']).toBe(round)
    write({ 'src/a.ts': `export const v = -${round}` })
    expect((await load()).exports['v']).toBe(-round)
  }
}

test('L11 deleted and recreated, more than once: always what is there', () => checkRecreated())

test('L11 the check catches a loader that knows a file by its path', async () => {
  const known = new Map<string, SourceFile>()
  const real = createSourceCache(nodeFileSystem)
  const read = (path: string): SourceFile => {
    const file = known.get(path) ?? real.read(path)
    known.set(path, file)
    return file
  }
  await expect(checkRecreated({ files: { read, hash: (path) => read(path).hash } })).rejects.toThrow('to be -1')
})

test('L11 a renamed folder, and a file that became a folder', async () => {
  const { load, write, rename } = project({
    'src/app.ts': `export { v } from './one/a'`,
    'src/one/a.ts': `export { v } from './b.js'`,
    'src/one/b.ts': 'export const v = 1',
  })
  expect((await load()).exports['v']).toBe(1)
  rename('src/one', 'src/two')
  await expect(load()).rejects.toMatchObject({ code: 'HOTSEAT_LOADER_UNRESOLVED' })
  write({ 'src/app.ts': `export { v } from './two/a'` })
  expect((await load()).exports['v']).toBe(1)
  write({ 'src/two/a.ts': undefined, 'src/two/a/index.ts': `export { v } from '../b'` })
  expect((await load()).exports['v']).toBe(1)
})

const isCaseSensitive = !existsSync(import.meta.filename.toUpperCase())

/** @throws unless a rename that changes only the case is seen, and said what is wrong with an import of the old name */
async function checkCase(options: ProjectOptions = {}): Promise<void> {
  const { load, write, rename } = project(
    { 'src/app.ts': `export { v } from './Thing'`, 'src/Thing.ts': 'export const v = 1' },
    options,
  )
  expect((await load()).exports['v']).toBe(1)
  rename('src/Thing.ts', 'src/thing.ts')
  await expect(load()).rejects.toThrow(`Did you mean './thing.ts'?`)
  write({ 'src/app.ts': `export { v } from './thing'` })
  expect((await load()).exports['v']).toBe(1)
  // Both, which are two files.
  write({
    'src/Thing.ts': 'export const v = 2',
    'src/app.ts': `export { v } from './thing'; export { v as w } from './Thing'`,
  })
  expect((await load()).exports).toMatchObject({ v: 1, w: 2 })
}

test.runIf(isCaseSensitive)('L11 a rename that changes only the case', () => checkCase())

test.runIf(isCaseSensitive)('L11 the check catches a loader that takes case for nothing', async () => {
  const files = tampering((path) => (path.endsWith('Thing.ts') ? path.replace('Thing.ts', 'thing.ts') : path))
  await expect(checkCase({ files })).rejects.toThrow('ENOENT')
})

test('L11 a package of Hotseat itself is the running one, linked or not', async () => {
  const { load, link } = project({ 'src/app.ts': `export { current, HotseatError } from '@hotseat/core'` })
  link(new URL('../../core', import.meta.url).pathname, 'node_modules/@hotseat/core')
  const { exports, stats } = await load({ perGeneration: ['tsyringe'] })
  expect(exports['current']).toBe(current)
  expect(exports['HotseatError']).toBe(HotseatError)
  expect(stats).toEqual({ carried: 0, instantiated: 1 })
})
