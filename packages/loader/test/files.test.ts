import { existsSync } from 'node:fs'
import { createSourceCache, current, HotseatError, nodeFileSystem } from '@hotseat/core'
import { expect, test } from 'vitest'
import { loader } from '../src/index.ts'
import { call, project } from './project.ts'

test('L11 a linked workspace package is source, and is reloaded', async () => {
  const { load, write, link, path } = project({
    'apps/web/package.json': '{ "name": "web", "type": "module" }',
    'apps/web/src/app.ts': `import { lib } from 'lib'; import { deep } from 'lib/deep'; export const seen = () => [lib, deep]`,
    'packages/lib/package.json': `{ "name": "lib", "type": "module", "exports": { ".": "./src/index.js", "./*": { "own": "./src/own-*.ts", "default": "./src/*.ts" } } }`,
    'packages/lib/src/index.ts': 'export const lib: number = 1',
    'packages/lib/src/deep.ts': `export const deep = 'deep'`,
    'packages/lib/src/own-deep.ts': `export const deep = 'by condition'`,
  })
  link('../../../packages/lib', 'apps/web/node_modules/lib')
  const entry = 'apps/web/src/app.ts'
  expect(call(await load({ entry }), 'seen')).toEqual([1, 'deep'])
  write({ 'packages/lib/src/index.ts': 'export const lib: number = 2' })
  expect(call(await load({ entry }), 'seen')).toEqual([2, 'deep'])

  const conditioned = loader({ conditions: ['own'] })
  const context = { generation: 1, signal: new AbortController().signal, perGeneration: [] }
  const files = createSourceCache(nodeFileSystem)
  expect(call(await conditioned.load(path(entry), { ...context, files }), 'seen')).toEqual([2, 'by condition'])
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

test('L11 spaces, letters of all kinds and characters that mean something in URLs', async () => {
  const { load } = project({
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
  })
  expect((await load()).exports['seen']).toEqual([true, true, true, true, true])
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

test('L11 deleted and recreated, more than once: always what is there', async () => {
  const { load, write } = project({ 'src/app.ts': `export { v } from './a'`, 'src/a.ts': 'export const v = 0' })
  for (let round = 1; round <= 3; round++) {
    write({ 'src/a.ts': undefined })
    await expect(load()).rejects.toMatchObject({ code: 'HOTSEAT_LOADER_UNRESOLVED' })
    write({ 'src/a.ts': `export const v = ${round}` })
    expect((await load()).exports['v']).toBe(round)
    write({ 'src/a.ts': `export const v = -${round}` })
    expect((await load()).exports['v']).toBe(-round)
  }
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

test('L11 a rename that changes only the case', async () => {
  const { load, write, rename, path } = project({
    'src/app.ts': `export { v } from './Thing'`,
    'src/Thing.ts': 'export const v = 1',
  })
  if (existsSync(path('src/thing.ts'))) return
  expect((await load()).exports['v']).toBe(1)
  rename('src/Thing.ts', 'src/thing.ts')
  await expect(load()).rejects.toThrow(`Did you mean './thing.ts'?`)
  write({ 'src/app.ts': `export { v } from './thing'` })
  expect((await load()).exports['v']).toBe(1)
})

test('L11 a package of Hotseat itself is the running one, linked or not', async () => {
  const { load, link } = project({ 'src/app.ts': `export { current, HotseatError } from '@hotseat/core'` })
  link(new URL('../../core', import.meta.url).pathname, 'node_modules/@hotseat/core')
  const { exports, stats } = await load({ perGeneration: ['tsyringe'] })
  expect(exports['current']).toBe(current)
  expect(exports['HotseatError']).toBe(HotseatError)
  expect(stats).toEqual({ carried: 0, instantiated: 1 })
})
