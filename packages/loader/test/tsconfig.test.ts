import { createSourceCache, nodeFileSystem, type SourceFiles } from '@hotseat/core'
import { expect, test } from 'vitest'
import { decorated, installed, project } from './project.ts'

function tsconfig(compilerOptions: object, rest: object = {}): string {
  return JSON.stringify({ compilerOptions, ...rest })
}

test('L6 paths, baseUrl and extends, of a tsconfig with comments', async () => {
  const { load } = project({
    'tsconfig.json': `{ // the project's
      "extends": "./config/base.json", "compilerOptions": { "baseUrl": "./src", } }`,
    'config/base.json': tsconfig({ paths: { '@/*': ['../src/*'], exact: ['../src/deep/exact.ts'] } }),
    'src/app.ts': `
      import { a } from '@/deep/a'
      import { b } from '@/deep/b.js'
      import { exact } from 'exact'
      import { based } from 'deep/based'
      export const seen = [a, b, exact, based]`,
    'src/deep/a.ts': `export const a = 'a'`,
    'src/deep/b.tsx': `export const b = 'b'`,
    'src/deep/exact.ts': `export const exact = 'exact'`,
    'src/deep/based.ts': `export const based = 'based'`,
  })
  expect((await load()).exports['seen']).toEqual(['a', 'b', 'exact', 'based'])
})

test('L6 imports without extension, with the extension of the output, of folders and with their own extension', async () => {
  const { load } = project({
    'src/app.ts': ['a', 'a.js', 'a.ts', 'b.mjs', 'c.cjs', 'folder', 'folder/index.js', 'd.jsx', 'only']
      .map((name, index) => `export { name as n${index} } from './${name}'`)
      .join('\n'),
    'src/a.ts': `export const name = 'a.ts'`,
    'src/a.js': `export const name = 'a.js'`,
    'src/b.mts': `export const name = 'b.mts'`,
    'src/c.cts': `const name = 'c.cts'\nexport = { name }`,
    'src/d.tsx': `export const name = 'd.tsx'`,
    'src/folder/index.ts': `export const name = 'folder'`,
    'src/only.js': `export const name = 'only.js'`,
  })
  const names = ['a.ts', 'a.ts', 'a.ts', 'b.mts', 'c.cts', 'folder', 'folder', 'd.tsx', 'only.js']
  expect(Object.values((await load()).exports)).toEqual(names)
})

const fields = `class Base { constructor() { Object.assign(this, { injected: 'by base' }) } }
  class Child extends Base { injected?: string; own = 1 }
  export const seen = { ...new Child() }`

test.for([
  [{ target: 'es2022' }, undefined],
  [{ target: 'esnext' }, undefined],
  [{ module: 'nodenext' }, undefined],
  [{}, undefined],
  [{ target: 'es2021' }, 'by base'],
  [{ target: 'es2022', useDefineForClassFields: false }, 'by base'],
  [{ target: 'es2020', useDefineForClassFields: true }, undefined],
] as const)('L6 fields of classes with %j: a declared field is %s', async ([options, injected]) => {
  const { load } = project({ 'tsconfig.json': tsconfig(options), 'src/app.ts': fields })
  expect((await load()).exports['seen']).toEqual({ own: 1, injected })
})

test('L6 jsx, by tsconfig', async () => {
  const { load, write } = project({
    'tsconfig.json': tsconfig({ jsx: 'react', jsxFactory: 'h', jsxFragmentFactory: 'F' }),
    'src/app.tsx': `const h = (...parts: unknown[]) => parts; const F = 'fragment'; export const seen = <><a b="c" /></>`,
    'node_modules/ui/package.json':
      '{ "name": "ui", "type": "module", "exports": { "./jsx-runtime": "./runtime.js" } }',
    'node_modules/ui/runtime.js': `export const jsx = (name, props) => ({ name, props }); export const Fragment = 'f'`,
  })
  const entry = 'src/app.tsx'
  expect((await load({ entry })).exports['seen']).toEqual(['fragment', null, ['a', { b: 'c' }]])
  write({ 'tsconfig.json': tsconfig({ jsx: 'react-jsx', jsxImportSource: 'ui' }) })
  const { exports } = await load({ entry })
  expect(exports['seen']).toEqual({ name: 'f', props: { children: { name: 'a', props: { b: 'c' } } } })
})

test('L6 a changed tsconfig, or one that it extends, compiles again what it is for', async () => {
  const { load, write } = project({
    'tsconfig.json': tsconfig({}, { extends: './base.json' }),
    'base.json': tsconfig({ target: 'es2022' }),
    'src/app.ts': fields,
    'other/tsconfig.json': tsconfig({ target: 'es2022' }),
    'other/app.ts': fields,
  })
  expect((await load()).exports['seen']).toEqual({ own: 1, injected: undefined })
  write({ 'base.json': tsconfig({ target: 'es2015' }) })
  expect((await load()).exports['seen']).toEqual({ own: 1, injected: 'by base' })
  write({ 'src/tsconfig.json': tsconfig({ target: 'es2024' }) })
  expect((await load()).exports['seen']).toEqual({ own: 1, injected: undefined })
  expect((await load({ entry: 'other/app.ts' })).exports['seen']).toEqual({ own: 1, injected: undefined })
})

test('L6 changed paths are followed', async () => {
  const { load, write } = project({
    'tsconfig.json': tsconfig({ paths: { '@/*': ['./one/*'] } }),
    'src/app.ts': `export { name } from '@/a'`,
    'one/a.ts': 'export const name = 1',
    'two/a.ts': 'export const name = 2',
  })
  expect((await load()).exports['name']).toBe(1)
  write({ 'tsconfig.json': tsconfig({ paths: { '@/*': ['./two/*'] } }) })
  expect((await load()).exports['name']).toBe(2)
})

test('L6 the tsconfig files are part of the snapshot', async () => {
  const hashed = new Set<string>()
  const { load, path } = project({
    'tsconfig.json': tsconfig({}, { extends: './base.json' }),
    'base.json': tsconfig({}),
    'src/app.ts': '',
  })
  const real = createSourceCache(nodeFileSystem)
  const files: SourceFiles = {
    read: (file) => (hashed.add(file), real.read(file)),
    hash: (file) => (hashed.add(file), real.hash(file)),
  }
  await load({ files })
  const expected = ['tsconfig.json', 'base.json', 'package.json', 'src/app.ts'].map(path)
  expect([...hashed].toSorted()).toEqual(expected.toSorted())
})

test('L6 a tsconfig that extends nothing there is says so', async () => {
  const { load, path } = project({ 'tsconfig.json': tsconfig({}, { extends: './gone.json' }), 'src/app.ts': '' })
  await expect(load()).rejects.toMatchObject({
    code: 'HOTSEAT_TSCONFIG_INVALID',
    message: expect.stringContaining('gone.json'),
    location: { file: path('tsconfig.json') },
  })
})

test('L6 verbatimModuleSyntax keeps imports that nothing uses the values of', async () => {
  const files = {
    'src/app.ts': `import { Type } from './type'; let unused: Type; export const seen = globalThis.__ran; delete globalThis.__ran`,
    'src/type.ts': `globalThis.__ran = true; export interface Shape {}; export class Type {}`,
  }
  const loose = project({ ...files, 'tsconfig.json': tsconfig({}) })
  expect((await loose.load()).exports['seen']).toBeUndefined()
  const verbatim = project({ ...files, 'tsconfig.json': tsconfig({ verbatimModuleSyntax: true }) })
  expect((await verbatim.load()).exports['seen']).toBe(true)
})

const decorators = {
  'src/app.ts': `import 'reflect-metadata'
import { injectable } from './di'
export class Config {}

@injectable()
export class Service { constructor(readonly config: Config) {} }`,
  'src/di.ts': `export const injectable = () => (_: unknown) => {}`,
}

test.for([
  ['no tsconfig', undefined, 'There is no tsconfig.json'],
  ['a tsconfig without it', tsconfig({}), '"experimentalDecorators": true'],
] as const)('a decorator with %s: the error names the file and the line to add', async ([, config, advice]) => {
  const { load, path } = project({ ...decorators, ...(config !== undefined && { 'tsconfig.json': config }) })
  await expect(load()).rejects.toMatchObject({
    code: 'HOTSEAT_TSCONFIG_EXPERIMENTAL_DECORATORS',
    message: expect.stringContaining(config === undefined ? advice : `In ${path('tsconfig.json')} add`),
    location: { file: path('src/app.ts'), line: 5, column: 1 },
  })
})

test('a decorated parameter without experimentalDecorators: the same error', async () => {
  const { load } = project({
    'tsconfig.json': tsconfig({}),
    'src/app.ts': 'export class Service { constructor(@inject("a") a: string) {} }',
  })
  await expect(load()).rejects.toMatchObject({
    code: 'HOTSEAT_TSCONFIG_EXPERIMENTAL_DECORATORS',
    location: { column: 36 },
  })
})

test('an @ that is no decorator is an ordinary syntax error', async () => {
  const { load } = project({ 'src/app.ts': 'const a = @;' })
  await expect(load()).rejects.toMatchObject({ code: 'HOTSEAT_LOADER_SYNTAX' })
})

test('a class that tsyringe cannot construct without metadata: the error names the file and the line to add', async () => {
  const { load, link, write, path } = project({
    'tsconfig.json': tsconfig({ experimentalDecorators: true }),
    'src/app.ts': `
import 'reflect-metadata'
import { injectable as service } from 'tsyringe'
class Config {}
@service() export class Fine { constructor(readonly config = new Config()) {} }
@service()
export class Service {
  constructor(readonly config: Config) {}
}`,
  })
  for (const name of ['tsyringe', 'reflect-metadata']) link(installed(name), `node_modules/${name}`)
  await expect(load({ perGeneration: ['tsyringe'] })).rejects.toMatchObject({
    code: 'HOTSEAT_TSCONFIG_DECORATOR_METADATA',
    message: expect.stringContaining(
      `In ${path('tsconfig.json')} add to "compilerOptions":\n"emitDecoratorMetadata": true`,
    ),
    location: { file: path('src/app.ts'), line: 8, column: 15 },
  })
  write({ 'tsconfig.json': decorated['tsconfig.json'] })
  await load({ perGeneration: ['tsyringe'] })
})

test('decorators that need no metadata pass without it', async () => {
  const { load, link } = project({ ...decorators, 'tsconfig.json': tsconfig({ experimentalDecorators: true }) })
  link(installed('reflect-metadata'), 'node_modules/reflect-metadata')
  expect((await load()).exports).toHaveProperty('Service')
})
