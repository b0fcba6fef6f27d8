import { expect, test } from 'vitest'
import { project } from './project.ts'

function tsconfig(compilerOptions: object, rest: object = {}): string {
  return JSON.stringify({ compilerOptions, ...rest })
}

/** Tells whether fields are defined or assigned. */
const fields = (name: string): string => `class Base { constructor() { Object.assign(this, { injected: 'by base' }) } }
  class Child extends Base { injected?: string }
  export const ${name} = new Child().injected ?? 'defined'`

const solution = {
  'tsconfig.json': JSON.stringify({
    files: [],
    references: [{ path: './tsconfig.app.json' }, { path: './lib' }, { path: './tools/tsconfig.json' }],
  }),
  'tsconfig.app.json': tsconfig(
    { target: 'es2020', paths: { '@/*': ['./src/*'] } },
    { include: ['src'], exclude: ['src/own'] },
  ),
  'lib/tsconfig.json': tsconfig({ target: 'es2023', composite: true }),
  'tools/tsconfig.json': JSON.stringify({ files: [], references: [{ path: './tsconfig.deep.json' }] }),
  'tools/tsconfig.deep.json': tsconfig({ target: 'es2021' }, { include: ['**/*', '../src/own'] }),
  'src/app.ts': `import { lib } from '../lib/index'; import { own } from '@/own/index'; import { tool } from '../tools/index'; import { other } from '../other'
    ${fields('app')}; export const seen = { app, lib, own, tool, other }`,
  'src/own/index.ts': fields('own'),
  'lib/index.ts': fields('lib'),
  'tools/index.ts': fields('tool'),
  'other.ts': fields('other'),
}

async function checkReferences(files: Record<string, string> = solution): Promise<void> {
  const { load, write } = project(files)
  const first = { app: 'by base', lib: 'defined', own: 'by base', tool: 'by base', other: 'defined' }
  expect((await load()).exports['seen']).toEqual(first)
  write({ 'tsconfig.app.json': tsconfig({ target: 'es2022', paths: { '@/*': ['./src/*'] } }, { include: ['src'] }) })
  expect((await load()).exports['seen']).toEqual({ ...first, app: 'defined', own: 'defined' })
  write({ 'tools/tsconfig.deep.json': tsconfig({ target: 'es2024' }) })
  expect((await load()).exports['seen']).toEqual({ ...first, app: 'defined', own: 'defined', tool: 'defined' })
}

test('L6 of project references the one that includes a file is for it, also after it was edited', async () => {
  await checkReferences()
})

test('L6 settings that are those of the nearest tsconfig only are caught', async () => {
  const nearest = tsconfig({ target: 'es2022', paths: { '@/*': ['./src/*'] } })
  await expect(checkReferences({ ...solution, 'tsconfig.json': nearest })).rejects.toThrow('to deeply equal')
})

test('L6 a reference that leads nowhere is an error that names it', async () => {
  const { load, path } = project({
    'tsconfig.json': '{ "files": [], "references": [{ "path": "./gone" }] }',
    'src/app.ts': '',
  })
  await expect(load()).rejects.toMatchObject({
    code: 'HOTSEAT_TSCONFIG_INVALID',
    message: expect.stringContaining(path('gone/tsconfig.json')),
  })
})

test('L6 extends: a list, of which the last counts, a package, and chains of them', async () => {
  const { load, write } = project({
    'tsconfig.json': tsconfig({}, { extends: ['./es2023.json', '@tsconfig/older', './paths.json'] }),
    'es2023.json': tsconfig({ target: 'es2023' }),
    'paths.json': tsconfig({}, { extends: './config/paths.json' }),
    'config/paths.json': tsconfig({ paths: { '@/*': ['${configDir}/gone/*', '${configDir}/src/deep/*'] } }),
    'node_modules/@tsconfig/older/package.json': '{ "name": "@tsconfig/older" }',
    'node_modules/@tsconfig/older/tsconfig.json': tsconfig({ target: 'es2020' }),
    'src/app.ts': `export { seen } from '@/index'`,
    'src/deep/index.ts': fields('seen'),
  })
  expect((await load()).exports['seen']).toBe('by base')
  write({
    'tsconfig.json': tsconfig({}, { extends: ['@tsconfig/older/tsconfig.json', './es2023.json', './paths.json'] }),
  })
  expect((await load()).exports['seen']).toBe('defined')
})

test('L6 paths: several targets, the longest prefix, a name that is mapped before one that is installed', async () => {
  const { load } = project({
    'tsconfig.json': tsconfig({
      paths: {
        '*': ['./types/*', './src/any/*'],
        'a/*': ['./src/short/*'],
        'a/b/*': ['./src/long/*'],
        ui: ['./src/ui'],
      },
    }),
    'src/app.ts': `import { x } from 'a/x'; import { y } from 'a/b/y'; import { ui } from 'ui'; import { z } from 'z'
      import { join } from 'node:path'
      export const seen = [x, y, ui, z, join('a', 'b')]`,
    'src/short/x.ts': `export const x = 'short'`,
    'src/long/y.ts': `export const y = 'long'`,
    'src/ui/index.ts': `export const ui = 'mapped'`,
    'src/any/z.ts': `export const z = 'second'`,
    'node_modules/ui/index.js': `export const ui = 'installed'`,
  })
  expect((await load()).exports['seen']).toEqual(['short', 'long', 'mapped', 'second', 'a/b'])
})

test('L6 several tsconfigs: each file has the settings of the nearest', async () => {
  const { load } = project({
    'tsconfig.json': tsconfig({ target: 'es2020' }),
    'packages/b/tsconfig.json': tsconfig({ target: 'es2022' }, { extends: '../../tsconfig.json' }),
    'src/app.ts': `import { b } from '../packages/b/src/index'; ${fields('a')}; export const seen = { a, b }`,
    'packages/b/src/index.ts': fields('b'),
  })
  expect((await load()).exports['seen']).toEqual({ a: 'by base', b: 'defined' })
})

test.for([
  ['5.9.3', 'by base', Function],
  ['6.0.2', 'defined', Object],
  ['7.0.2', 'defined', Object],
] as const)('L6 defaults are those of the TypeScript that is installed: %s', async ([version, field, type]) => {
  const { load } = project({
    'tsconfig.json': tsconfig({ experimentalDecorators: true, emitDecoratorMetadata: true }),
    'node_modules/typescript/package.json': JSON.stringify({ name: 'typescript', version }),
    'src/app.ts': `
      const types: unknown[] = []
      Object.assign(Reflect, { metadata: (_: string, type: unknown) => () => void types.push(type) })
      const dec = (..._: unknown[]) => {}
      class A { @dec one: A | null }
      Reflect.deleteProperty(Reflect, 'metadata')
      export const type = types[0]
      ${fields('field')}`,
  })
  const { exports } = await load()
  expect(exports['field']).toBe(field)
  expect(exports['type'] === Object).toBe(type === Object)
})

test.for([
  [
    'no JSON',
    { 'tsconfig.json': '{ "compilerOptions": { // é\n  "target": "es2022"\n  "strict": true } }' },
    'tsconfig.json',
    3,
  ],
  [
    'no JSON in what it extends',
    { 'tsconfig.json': '{ "extends": "./base" }', 'base.json': '{\n"files": [}' },
    'base.json',
    2,
  ],
  ['nothing there to extend', { 'tsconfig.json': '{\n  "extends": "./gone.json" }' }, 'tsconfig.json', 2],
  ['no package to extend', { 'tsconfig.json': '{\n\n  "extends": "@tsconfig/gone" }' }, 'tsconfig.json', 3],
  [
    'a circle',
    { 'tsconfig.json': '{ "extends": "./b.json" }', 'b.json': '{\n "extends": "./tsconfig.json" }' },
    'b.json',
    2,
  ],
] as const)('L10 a tsconfig with %s: the error has the file and the line', async ([, files, file, line]) => {
  const { load, path } = project({ ...files, 'src/app.ts': '' })
  await expect(load()).rejects.toMatchObject({
    code: 'HOTSEAT_TSCONFIG_INVALID',
    location: { file: path(file), line },
  })
})
