import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { runInThisContext } from 'node:vm'
import type { ModuleLoader } from '@hotseat/core'
import { expect, onTestFinished, test } from 'vitest'
import { loader } from '../src/index.ts'
import { emitting, reading } from './broken/tampering.ts'
import { around, header, shapes, unknowable } from './metadata-corpus.ts'
import { call, decorated, installed, project, type Project } from './project.ts'

const run = promisify(execFile)
const names = [...Object.keys(shapes), ...Object.keys(unknowable)]

/** Stands in for `reflect-metadata`, natively and under the loader: it keeps what it is told, by shape, class and member. */
const record = `(found, shape) => {
  const name = (value) => Array.isArray(value) ? value.map(name) : typeof value === 'function' ? value.name : typeof value
  Reflect.metadata = (kind, value) => (target, key) => {
    const isMember = key !== undefined
    const owner = typeof target === 'function' ? target.name + (isMember ? ' static' : '') : target.constructor.name
    const label = [shape(), owner.replace(/^(?:default_1|_default)$/, 'default'), isMember ? String(key) : '', kind].join(' / ')
    if (label in found) throw new Error(label + ' was told twice')
    found[label] = name(value)
  }
}`

/** Every shape is a module; the entry imports one after the other, and says which. */
const entry = names
  .map((name, index) => `globalThis.__enter(${JSON.stringify(name)}); await import('./shapes/${index}.js')`)
  .join('\n')

function corpus(strictNullChecks: boolean, using: ModuleLoader): Project {
  const compilerOptions = {
    target: 'es2022',
    module: 'esnext',
    rootDir: 'src',
    outDir: 'out',
    isolatedModules: true,
    noCheck: true,
    types: ['node'],
    typeRoots: [fileURLToPath(new URL('../../../node_modules/@types', import.meta.url))],
    strict: false,
    strictNullChecks,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
  }
  const modules = Object.values({ ...shapes, ...unknowable }).map((text, index) => [
    `src/shapes/${index}.ts`,
    `${header}\n${text}\nexport {}`,
  ])
  const files = { 'tsconfig.json': JSON.stringify({ compilerOptions }), 'src/app.ts': entry, ...around }
  return project({ ...files, ...Object.fromEntries(modules) }, { loader: using })
}

type Metadata = Record<string, unknown>

/** What tsc's own output tells decorators. It knows all files; with `isolatedModules`, as only then const enums stay. */
async function byTsc({ path, write }: Project): Promise<Metadata> {
  const tsc = fileURLToPath(import.meta.resolve('typescript/package.json')).replace(/package\.json$/, 'bin/tsc')
  await run(process.execPath, [tsc, '-p', path('tsconfig.json')])
  write({
    'out/run.js': `const found = {}; let shape
      ;(${record})(found, () => shape)
      globalThis.__enter = (name) => { shape = name }
      await import('./app.js')
      console.log(JSON.stringify(found))`,
  })
  const { stdout } = await run(process.execPath, [path('out/run.js')])
  return JSON.parse(stdout)
}

async function byLoader({ load }: Project): Promise<Metadata> {
  const before: unknown = Reflect.get(Reflect, 'metadata')
  const found: Metadata = {}
  let shape = ''
  onTestFinished(() => {
    Reflect.set(Reflect, 'metadata', before)
    Reflect.deleteProperty(globalThis, '__enter')
  })
  Reflect.set(globalThis, '__enter', (name: string) => (shape = name))
  const keep: unknown = runInThisContext(`(${record})`)
  if (typeof keep === 'function') Reflect.apply(keep, undefined, [found, () => shape])
  await load()
  return found
}

const about = (metadata: Metadata, wanted: readonly string[]): Metadata =>
  Object.fromEntries(Object.entries(metadata).filter(([label]) => wanted.includes(label.split(' / ')[0] ?? '')))

/** By strictNullChecks: tsc is run once for each. */
const byTypeScript = new Map<boolean, Promise<Metadata>>()

async function checkShapes(strictNullChecks: boolean, using = loader({ cache: false })): Promise<void> {
  const made = corpus(strictNullChecks, using)
  const right = byTypeScript.get(strictNullChecks) ?? byTsc(made)
  byTypeScript.set(strictNullChecks, right)
  const [expected, found] = await Promise.all([right, byLoader(made)])
  const known = Object.keys(shapes)
  const told = Object.keys(about(expected, known)).map((label) => label.split(' / ')[0])
  expect(new Set(told)).toEqual(new Set(known))
  expect(about(found, known)).toEqual(about(expected, known))
  expect(differences(expected, found)).toEqual([
    'imported aliases: Object, for tsc String',
    'imported aliases: Object, for tsc String',
    'imported without values: Object, for tsc Function',
    'imported without values: Object, for tsc Number',
    'a condition that is certain: Object, for tsc Number',
  ])
}

function differences(expected: Metadata, found: Metadata): string[] {
  return Object.entries(about(expected, Object.keys(unknowable))).flatMap(([label, types]) => {
    const other = found[label]
    if (!Array.isArray(types) || !Array.isArray(other)) throw new Error(`${label} is not there`)
    return types.map((type, index) => `${label.split(' / ')[0]}: ${other[index]}, for tsc ${type}`)
  })
}

test.for([true, false])(
  `L7 metadata of ${names.length} shapes is as tsc emits it, strictNullChecks: %s`,
  async (strictNullChecks) => await checkShapes(strictNullChecks),
)

const faults: Readonly<Record<string, (type: unknown) => unknown>> = {
  'a class is Object': (type) => (typeof type === 'function' && type.name === 'Plain' ? Object : type),
  'an enum is Object': (type) => (type === Number ? Object : type),
  'a rest is an array': (type) => (type === String ? Array : type),
  'nothing is Object': (type) => type ?? Object,
}

test.for(Object.entries(faults))('L7 a loader for which %s is caught', async ([, change]) => {
  const broken = emitting(change)(loader({ cache: false }))
  await expect(checkShapes(true, broken)).rejects.toThrow('to deeply equal')
})

test('L7 an interface that is imported without `type` is Object in metadata, as for tsc', async () => {
  const { load, link } = project({
    ...decorated,
    'src/app.ts': `
      import 'reflect-metadata'
      import { Interface, Service } from './types'
      const injectable = (target: Function) => {}
      @injectable class App { constructor(a: Interface, b: Service, c: Interface | string) {} }
      export const seen = () => Reflect.getMetadata('design:paramtypes', App).map(({ name }) => name)`,
    'src/types.ts': `export interface Interface { a: string }; export class Service {}`,
  })
  link(installed('reflect-metadata'), 'node_modules/reflect-metadata')
  expect(call(await load(), 'seen')).toEqual(['Object', 'Service', 'Object'])
})

test('L7 a name that is used as a value must exist', async () => {
  const { load } = project({
    ...decorated,
    'src/app.ts': `import { Interface } from './types'; export const seen = typeof Interface`,
    'src/types.ts': `export interface Interface { a: string }`,
  })
  await expect(load()).rejects.toMatchObject({ code: 'HOTSEAT_LOADER_MISSING_EXPORT' })
})

test('L7 decorators of parameters, and of what they belong to, know the types already', async () => {
  const { load, link } = project({
    ...decorated,
    'src/app.ts': `
      import 'reflect-metadata'
      const seen: unknown[] = []
      const told = (by: string) => (target: object, key?: string) => {
        seen.push(by, (Reflect.getMetadata('design:paramtypes', target, key) ?? []).map(({ name }) => name).join())
      }
      @told('class') class App {
        constructor(@told('parameter') a: string | null, b: number) {}
        @told('method') go(@told('of method') a: number, ...b: string[]) {}
        @told('setter') set it(value: string | number) {}
      }
      export { seen }`,
  })
  link(installed('reflect-metadata'), 'node_modules/reflect-metadata')
  const ofMethod = ['of method', 'Number,String', 'method', 'Number,String', 'setter', 'Object']
  const ofClass = ['parameter', 'Object,Number', 'class', 'Object,Number']
  expect((await load()).exports['seen']).toEqual([...ofMethod, ...ofClass])
})

test('L7 metadata in CommonJS, below directives', async () => {
  const { load, link } = project({
    ...decorated,
    'src/app.cts': `#!/usr/bin/env node
      'use strict'
      require('reflect-metadata')
      const dec = (target: Function) => {}
      @dec class App { constructor(a: string | number, ...b: App[]) {} }
      const strict = (function () { return this === undefined })()
      module.exports = { seen: Reflect.getMetadata('design:paramtypes', App).map(({ name }) => name), strict }`,
  })
  link(installed('reflect-metadata'), 'node_modules/reflect-metadata')
  const { exports } = await load({ entry: 'src/app.cts' })
  expect(exports['default']).toEqual({ seen: ['Object', 'App'], strict: true })
})

const named = `import { A } from './a'`

/** A class B that is told of a class A, which imports it and comes later. */
async function checkCycle(use: string, how = named, using?: ModuleLoader): Promise<void> {
  const compilerOptions = { target: 'es2022', experimentalDecorators: true, emitDecoratorMetadata: true }
  const files = {
    'tsconfig.json': JSON.stringify({ compilerOptions }),
    'src/dec.ts': `import 'reflect-metadata'; export const dec = (..._: unknown[]) => {}`,
    'src/app.ts': `export { A } from './a'`,
    'src/all.ts': `export * from './a'; export * from './b'`,
    'src/a.ts': `import { B } from './b'; import { dec } from './dec'; @dec export class A { constructor(b: B) {} }`,
    'src/b.ts': `${how}; import { dec } from './dec'\n\n${use}`,
  }
  const { load, path, link } = project(files, using && { loader: using })
  link(installed('reflect-metadata'), 'node_modules/reflect-metadata')
  const error: unknown = await load().then(
    () => 'nothing was thrown',
    (reason: unknown) => reason,
  )
  const next = how.includes('all') ? 'src/all.ts' : 'src/a.ts'
  expect(error).toMatchObject({
    code: 'HOTSEAT_LOADER_CYCLE',
    message: expect.stringContaining(`${path('src/b.ts')}\n  imports ${path(next)}\n  imports ${path('src/b.ts')}`),
    location: { file: path('src/b.ts'), line: 3 },
    cause: expect.any(ReferenceError),
  })
}

const uses: Readonly<Record<string, string>> = {
  'a parameter': `@dec export class B { constructor(readonly a: A) {} }`,
  'a parameter that may be null': `@dec export class B { constructor(readonly a: A | null) {} }`,
  'a rest parameter': `@dec export class B { constructor(...all: A[]) {} }`,
  'a decorated parameter': `export class B { go(@dec a: A) {} }`,
  'a property': `export class B { @dec a: A }`,
  'a static property': `export class B { @dec static a: A }`,
  'a parameter of a method': `export class B { @dec go(a: A) {} }`,
  'the result of a method': `export class B { @dec go(): A { return null! } }`,
  'a getter': `export class B { @dec get a(): A { return null! } }`,
}

test.for(Object.entries(uses))(
  'L7 what a cycle keeps from being there, as %s: the error names the cycle',
  async ([, use]) => {
    await checkCycle(use)
  },
)

test.for([
  ['of a namespace', `import * as a from './a'`, 'a.A'],
  ['through a barrel', `import { A } from './all'`, 'A'],
  ['by another name', `import { A as Other } from './a'`, 'Other'],
] as const)('L7 what a cycle keeps from being there, %s: the error names the cycle', async ([, how, name]) => {
  await checkCycle(`@dec export class B { constructor(a: ${name}) {} }`, how)
})

test('L7 a loader that has Object for it is caught', async () => {
  const silent = reading(/a\.ts$/, (text) => `${text.replace('@dec export class A', 'class A_')}; export var A = A_`)
  const [use = ''] = Object.values(uses)
  await expect(checkCycle(use, named, silent(loader({ cache: false })))).rejects.toThrow('nothing was thrown')
})

test('L7 an array of what a cycle keeps from being there is an array', async () => {
  const { load, link } = project({
    ...decorated,
    'src/app.ts': `
      import 'reflect-metadata'
      import './a'
      import { B } from './b'
      export const seen = Reflect.getMetadata('design:type', B.prototype, 'all')`,
    'src/a.ts': `import { B } from './b'; export class A { b = B }`,
    'src/b.ts': `import { A } from './a'; const dec = (..._: unknown[]) => {}; export class B { @dec all: A[] }`,
  })
  link(installed('reflect-metadata'), 'node_modules/reflect-metadata')
  expect((await load()).exports['seen']).toBe(Array)
})
