import { utimesSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { ModuleGraph } from '@hotseat/core'
import { expect, test } from 'vitest'
import { loader } from '../src/index.ts'
import { call, project, type Project } from './project.ts'

/** Installed packages that load whatever they are told: an ES module, and a CommonJS one in both ways. */
const packages = {
  'node_modules/modern/package.json': '{ "name": "modern", "type": "module", "exports": "./index.js" }',
  'node_modules/modern/index.js': `
    import { createRequire } from 'node:module'
    export const byImport = async (path) => await import(path)
    export const byRequire = async (path) => createRequire(import.meta.url)(path)`,
  'node_modules/classic/package.json': '{ "name": "classic" }',
  'node_modules/classic/index.js': `
    exports.byImport = async (path) => await import(path)
    exports.byRequire = async (path) => require(path)
    exports.byText = async (path) => await Function('path', 'return import(path)')(path)`,
}

const ways = ['modern.byImport', 'modern.byRequire', 'classic.byImport', 'classic.byRequire', 'classic.byText'] as const

/** `connection` is what an ORM makes: something that keeps what it loaded, held by a module that imports none of it. */
const app = {
  ...packages,
  'src/app.ts': `
    import * as route from './routes/first'
    import { connect, connection } from './connection'
    export { connect, connection, route }`,
  'src/connection.ts': `
    import * as modern from 'modern'
    import * as classic from 'classic'
    // What Node is told to load by itself is out of the loader's hands, as what packages load would be.
    const { createRequire } = process.getBuiltinModule('node:module')
    const node = { byRequire: async (path: string) => createRequire(import.meta.url)(path) }
    const packages = { modern, classic, node }
    export const connection: { loaded: unknown[] } = { loaded: [] }
    export async function connect(how: string, paths: string[]) {
      const [name, way] = how.split('.')
      connection.loaded = await Promise.all(paths.map(packages[name][way]))
      return connection.loaded
    }`,
  'src/routes/first.ts': `import { value } from '../value.ts'; export enum Kind { Route }; export const text = 'first ' + value`,
  'src/routes/second.ts': `export const text: string = 'second'`,
  'src/value.ts': `export const value = 1`,
}

/** @param how to load a file of the application from elsewhere: by its path or URL */
type Load = (graph: ModuleGraph, paths: readonly string[]) => unknown

const byPackage =
  (how: (typeof ways)[number]): Load =>
  (graph, paths) =>
    call(graph, 'connect', how, paths)

const natively: Load = (_, paths) => paths.map((path) => createRequire(import.meta.url)(path))

async function textsOf(loaded: unknown): Promise<readonly unknown[]> {
  const all: unknown = await loaded
  return Array.isArray(all) ? all.map((each: unknown) => Reflect.get(Object(each), 'text')) : []
}

/** @throws unless what is loaded is the instance that the application itself imports, of each generation its own */
async function checkSameInstance(load: Load): Promise<void> {
  const { load: next, write, path } = project({ ...app, 'src/routes/first.ts': `export const text = {}` })
  const first = await next()
  const textOf = ({ exports }: ModuleGraph): unknown => Reflect.get(Object(exports['route']), 'text')
  expect(await textsOf(load(first, [path('src/routes/first.ts')]))).toEqual([textOf(first)])
  expect((await textsOf(load(first, [path('src/routes/first.ts')])))[0]).toBe(textOf(first))
  write({ 'src/routes/first.ts': `export const text = { second: 2 }` })
  const second = await next()
  first.release()
  const [text] = await textsOf(load(second, [path('src/routes/first.ts')]))
  expect(text).toBe(textOf(second))
  expect(text).toEqual({ second: 2 })
}

test.each(ways)("L5 what a package loads of the application is the generation's own: %s", async (how) => {
  await checkSameInstance(byPackage(how))
})

test('L5 the check catches what Node loads by itself', async () => {
  await expect(checkSameInstance(natively)).rejects.toThrow('to be')
})

/** What came into a folder a moment ago counts as new at the next load too. */
function settle({ path }: Project): void {
  for (const folder of ['', 'src', 'src/routes']) utimesSync(path(folder), 0, 0)
}

/** @throws unless a file that only a package loads is compiled, read into the snapshot, and new after a change */
async function checkReloaded(how: string, change: (made: Project) => void): Promise<void> {
  const made = project(app)
  const paths = [made.path('src/routes/second.ts')]
  settle(made)
  const first = await made.load()
  expect(await textsOf(call(first, 'connect', how, paths))).toEqual(['second'])
  change(made)
  settle(made)
  const second = await made.load()
  // Whoever holds what was loaded has to load it anew: so it is not carried.
  expect(second.exports['connection']).not.toBe(first.exports['connection'])
  expect(await textsOf(call(second, 'connect', how, paths))).toEqual(['changed'])
}

const changed = { 'src/routes/second.ts': `export const text: string = 'changed'` }

test.each(ways)('L2 nothing is carried where a file that a package loaded has changed: %s', async (how) => {
  await checkReloaded(how, ({ write }) => write(changed))
})

test('L2 nothing is carried where something has changed that such a file imports, or a file came beside it', async () => {
  const made = project(app)
  const paths = [made.path('src/routes/first.ts')]
  const connect = async (): Promise<unknown> => {
    settle(made)
    const graph = await made.load()
    await call(graph, 'connect', 'classic.byRequire', paths)
    return graph.exports['connection']
  }
  const first = await connect()
  made.write({ 'src/unrelated.ts': 'export {}' })
  expect(await connect()).toBe(first)
  made.write({ 'src/value.ts': 'export const value = 2' })
  const second = await connect()
  expect(second).not.toBe(first)
  expect(await textsOf(Reflect.get(Object(second), 'loaded'))).toEqual(['first 2'])
  expect(await connect()).toBe(second)
  made.write({ 'src/routes/third.ts': 'export {}' })
  const { exports } = await made.load()
  expect(exports['connection']).not.toBe(second)
})

test('L2 the check catches what is carried by imports alone', async () => {
  const change = ({ write }: Project): void => write(changed)
  await expect(checkReloaded('node.byRequire', change)).rejects.toThrow('not to be')
})

test('L10 what a package loads and is not there is an error of the code that packages know', async () => {
  const { load, path } = project(app)
  const graph = await load()
  const missing = [path('src/routes/none.ts')]
  await expect(call(graph, 'connect', 'modern.byImport', missing)).rejects.toMatchObject({
    code: 'ERR_MODULE_NOT_FOUND',
  })
  await expect(call(graph, 'connect', 'classic.byRequire', missing)).rejects.toMatchObject({ code: 'MODULE_NOT_FOUND' })
})

test('L10 what a package loads and does not parse is an error with its place', async () => {
  const { load, path, write } = project(app)
  write({ 'src/routes/second.ts': 'export const = 1' })
  const graph = await load()
  for (const how of ways) {
    await expect(call(graph, 'connect', how, [path('src/routes/second.ts')])).rejects.toMatchObject({
      code: 'HOTSEAT_LOADER_SYNTAX',
      location: { file: path('src/routes/second.ts'), line: 1 },
    })
  }
})

test('L5 JSON, URLs with a query and files without extension are loaded as they are written', async () => {
  const { load, path, write } = project(app)
  write({ 'src/data.json': '{ "text": "data" }' })
  const graph = await load()
  const url = `${pathToFileURL(path('src/routes/second.ts')).href}?t=1`
  expect(await textsOf(call(graph, 'connect', 'modern.byImport', [url]))).toEqual(['second'])
  expect(await textsOf(call(graph, 'connect', 'classic.byRequire', [path('src/routes/second')]))).toEqual(['second'])
  expect(await textsOf(call(graph, 'connect', 'classic.byRequire', [path('src/data.json')]))).toEqual(['data'])
})

test('L5 what a package loads of elsewhere, or after the last generation has gone, is left to Node', async () => {
  const { load, path, write } = project(app)
  write({ 'lib/package.json': '{ "type": "module" }', 'lib/own.js': 'export const text = {}' })
  const ownOf = (file: string): unknown => Reflect.get(Object(createRequire(import.meta.url)(path(file))), 'text')
  const first = await load()
  const { connect } = first.exports
  if (typeof connect !== 'function') expect.fail('no function')
  expect((await textsOf(connect('modern.byImport', [path('lib/own.js')])))[0]).toBe(ownOf('lib/own.js'))
  write({ 'src/late.js': 'export const text = {}' })
  first.release()
  expect((await textsOf(connect('modern.byImport', [path('src/late.js')])))[0]).toBe(ownOf('src/late.js'))
})

/** @throws unless what a package keeps is of its generation alone */
async function checkOwnRegistry(perGeneration: readonly string[]): Promise<void> {
  const { load } = project(
    {
      'src/app.ts': `import { add } from 'registry'; export const classes = add(class Service {})`,
      'node_modules/registry/package.json': '{ "name": "registry" }',
      'node_modules/registry/index.js': `const all = []; exports.add = (each) => (all.push(each), [...all])`,
    },
    { loader: loader({ reuse: false, perGeneration }) },
  )
  await load()
  const { exports } = await load()
  expect(exports['classes']).toHaveLength(1)
}

test('L2 packages that the loader is told of are each generation its own', async () => {
  await checkOwnRegistry(['registry'])
})

test('L2 the check catches a package that is loaded once', async () => {
  await expect(checkOwnRegistry([])).rejects.toThrow('length of 1')
})

/** @param how the package loads a file that the application imports as well */
async function warningsOf(how: string): Promise<readonly string[]> {
  const { load, path } = project({
    'src/app.ts': `import { text } from './text.ts'; import * as odd from 'odd'; export { text, odd }`,
    'src/text.ts': `export const text = {}`,
    'node_modules/odd/package.json': '{ "name": "odd" }',
    'node_modules/odd/index.js': `
      const { createRequire } = require('node:module')
      exports.own = (path) => require(path)
      exports.beside = (path) => createRequire(path)(path)`,
  })
  const warnings: string[] = []
  const listen = ({ message }: Error): void => void warnings.push(message)
  process.on('warning', listen)
  const { exports } = await load()
  const way: unknown = Reflect.get(Object(exports['odd']), how)
  if (typeof way !== 'function') expect.fail('no function')
  way(path('src/text.ts'))
  // Warnings are told a tick later.
  await new Promise((resolve) => setImmediate(resolve))
  process.off('warning', listen)
  return warnings.filter((message) => message.includes('src/text.ts'))
}

test('a package that has Node load a source of its own accord is named, with what to write', async () => {
  expect(await warningsOf('own')).toEqual([])
  expect(await warningsOf('beside')).toEqual([expect.stringContaining(`inline: ['odd'] in hotseat.config.ts`)])
})
