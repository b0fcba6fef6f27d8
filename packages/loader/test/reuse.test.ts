import { createSourceCache, nodeFileSystem, type SourceFiles } from '@hotseat/core'
import { expect, test } from 'vitest'
import { loader } from '../src/index.ts'
import { call, decorated, installed, project, recordLog } from './project.ts'

/** @throws unless a content of a file is read, and so compiled, once */
async function checkCompiledOnce(wrap: (files: SourceFiles) => SourceFiles): Promise<void> {
  const reads: string[] = []
  const real = createSourceCache(nodeFileSystem)
  const files = wrap({
    hash: (path) => real.hash(path),
    read(path) {
      if (path.endsWith('.ts')) reads.push(path)
      return real.read(path)
    },
  })
  const { load, write, path } = project(
    { 'src/app.ts': `export * from './a'`, 'src/a.ts': 'export const a = 1' },
    { files, loader: loader({ reuse: false }) },
  )
  const first = await load()
  await load()
  expect(reads).toEqual([path('src/app.ts'), path('src/a.ts')])
  write({ 'src/a.ts': 'export const a = 2' })
  const second = await load()
  // As long as a generation has it, a former content is not compiled anew either.
  write({ 'src/a.ts': 'export const a = 1' })
  const third = await load()
  expect(reads).toEqual([path('src/app.ts'), path('src/a.ts'), path('src/a.ts')])
  expect([first, second, third].map(({ exports }) => exports['a'])).toEqual([1, 2, 1])
}

test('L1 every content of a file is compiled once', async () => {
  await checkCompiledOnce((files) => files)
})

test('L1 the check catches a loader that compiles for every generation', async () => {
  let reads = 0
  const unstable = (files: SourceFiles): SourceFiles => ({
    read: (path) => files.read(path),
    hash: (path) => (path.endsWith('.ts') ? `${files.hash(path)}${reads++}` : files.hash(path)),
  })
  await expect(checkCompiledOnce(unstable)).rejects.toThrow('to deeply equal')
})

test('L2 packages of which every generation needs its own, and what imports them, are never carried', async () => {
  const { load, link } = project({
    ...decorated,
    'src/app.ts': `import 'reflect-metadata'; export { container } from 'tsyringe'; export { plain } from './plain'; export { service } from './service'`,
    'src/plain.ts': 'export const plain = {}',
    'src/service.ts': `import { injectable } from 'tsyringe'; export const service = { injectable }`,
  })
  for (const name of ['tsyringe', 'reflect-metadata']) link(installed(name), `node_modules/${name}`)
  const perGeneration = ['tsyringe']
  const first = await load({ perGeneration })
  const second = await load({ perGeneration })
  expect(second.exports['plain']).toBe(first.exports['plain'])
  expect(second.exports['service']).not.toBe(first.exports['service'])
  expect(second.exports['container']).not.toBe(first.exports['container'])
  expect((await second.import('tsyringe'))['container']).toBe(second.exports['container'])
  expect(second.stats).toEqual({ carried: 1, instantiated: 2 })
  const third = await load()
  expect((await load()).exports['container']).toBe(third.exports['container'])
})

test('L2 an import that comes to mean another file is a change', async () => {
  const { load, write } = project({
    'src/app.ts': `import { name } from './thing'; export const seen = () => name`,
    'src/thing/index.ts': `export const name = 'folder'`,
  })
  expect(call(await load(), 'seen')).toBe('folder')
  write({ 'src/thing.ts': `export const name = 'file'` })
  expect(call(await load(), 'seen')).toBe('file')
  write({ 'src/thing.ts': undefined })
  expect(call(await load(), 'seen')).toBe('folder')
})

test('L2 what old code requires late is no import of the instance that came after it', async () => {
  const { load, write } = project({
    'src/app.cjs': `exports.value = require('./changing.cjs').value; exports.late = () => require('./late.cjs').value`,
    'src/changing.cjs': 'exports.value = 1',
    'src/late.cjs': 'exports.value = 1',
  })
  const entry = 'src/app.cjs'
  const first = await load({ entry })
  write({ 'src/changing.cjs': 'exports.value = 2', 'src/late.cjs': 'exports.value = 2' })
  const second = await load({ entry })
  // First asked for when it has been changed: pinned nevertheless.
  expect(call(first, 'late')).toBe(1)
  write({ 'src/late.cjs': 'exports.value = 3' })
  const third = await load({ entry })
  expect(third.exports['late']).toBe(second.exports['late'])
  expect(call(third, 'late')).toBe(3)
})

test('L2 what an edited CommonJS module requires is carried if it is unchanged', async () => {
  const log = recordLog()
  const { load, write } = project({
    'src/app.cjs': `__log.push('app'); require('./same.cjs'); require('./json')`,
    'src/same.cjs': `__log.push('same'); require('./other.cjs')`,
    'src/other.cjs': `__log.push('other')`,
    'src/json.json': '{}',
  })
  const entry = 'src/app.cjs'
  await load({ entry })
  write({ 'src/app.cjs': `__log.push('edited'); require('./same.cjs'); require('./json')` })
  const { stats } = await load({ entry })
  expect(log).toEqual(['app', 'same', 'other', 'edited'])
  expect(stats).toEqual({ carried: 3, instantiated: 1 })
  // A file beside them that none of them means.
  write({ 'src/new.cjs': '' })
  expect((await load({ entry })).stats).toEqual({ carried: 4, instantiated: 0 })
})

test('L2 what requires or imports a file that is broken now is not carried', async () => {
  const { load, write } = project({
    'src/app.ts': `import './first.cjs'; export const lazy = () => import('./second')`,
    'src/first.cjs': `require('./faulty')`,
    'src/second.ts': `export { value } from './third'`,
    'src/third.ts': `export const value = 1`,
    'src/faulty.ts': 'export {}',
  })
  const syntax = { code: 'HOTSEAT_LOADER_SYNTAX' }
  await call(await load(), 'lazy')
  write({ 'src/faulty.ts': 'export {' })
  await expect(load()).rejects.toMatchObject(syntax)
  write({ 'src/faulty.ts': 'export {}', 'src/third.ts': 'export {' })
  await expect(call(await load(), 'lazy')).rejects.toMatchObject(syntax)
})

test('L2 a tsconfig that was changed while the source was broken counts when that is mended', async () => {
  const { load, write } = project({
    'tsconfig.json': '{ "compilerOptions": { "useDefineForClassFields": true } }',
    'src/app.ts': `export * from './a'; import './b'`,
    'src/a.ts': `class A { a?: string }; export const has = () => 'a' in new A()`,
    'src/b.ts': '',
  })
  expect(call(await load(), 'has')).toBe(true)
  write({ 'tsconfig.json': '{ "compilerOptions": { "useDefineForClassFields": false } }', 'src/b.ts': '{' })
  await expect(load()).rejects.toMatchObject({ code: 'HOTSEAT_LOADER_SYNTAX' })
  write({ 'src/b.ts': '' })
  expect(call(await load(), 'has')).toBe(false)
})

test('L2 a module that failed is not carried, nor is the graph that it was in', async () => {
  const log = recordLog()
  const { load, write } = project({
    'src/app.ts': `import './ok'; import './bad'; __log.push('app')`,
    'src/ok.ts': `__log.push('ok')`,
    'src/bad.ts': `throw new Error('bad')`,
  })
  await expect(load()).rejects.toThrow('bad')
  write({ 'src/bad.ts': '' })
  await load()
  await load()
  expect(log).toEqual(['ok', 'ok', 'app'])
})
