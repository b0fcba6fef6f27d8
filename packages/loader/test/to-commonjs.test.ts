import { expect, test } from 'vitest'
import { call, commonJs, project, recordLog } from './project.ts'

test('L4 CommonJS by tsconfig: a module is required where its import stands, and a cycle sees what there is', async () => {
  const log = recordLog()
  const { load } = commonJs({
    'src/app.ts': `
      __log.push('first')
      export const early = 1
      export function hoisted() { return typeof late }
      import { seen } from './other'
      export const late = 2
      export class Late {}
      __log.push(seen)
      export default 3`,
    'src/other.ts': `
      import * as app from './app'
      import all, { early, late, hoisted, Late } from './app'
      __log.push('other', Object.keys(app))
      export const seen = [early, late, hoisted(), typeof Late, all]`,
  })
  expect((await load()).exports['default']).toBe(3)
  const keys = ['early', 'late', 'Late', 'hoisted']
  expect(log).toEqual(['first', 'other', keys, [1, undefined, 'undefined', 'undefined', undefined]])
})

const callable = `module.exports = Object.assign((by) => 'called by ' + by, { part: 1 })`

test('L5 esModuleInterop: the default import of CommonJS is all of it, and a namespace is no function', async () => {
  const app = `
    import legacy from './legacy.cjs'
    import again, { part } from './legacy.cjs'
    import * as names from './legacy.cjs'
    import json from './data.json'
    export const seen = [legacy('app'), again === legacy, part, typeof names, names.default === legacy, names.part, json.a]`
  const files = { 'src/app.ts': app, 'src/legacy.cjs': callable, 'src/data.json': '{ "a": 1 }' }
  const { load } = commonJs(files)
  expect((await load()).exports['seen']).toEqual(['called by app', true, 1, 'object', true, 1, 1])
})

test('L5 without esModuleInterop a namespace import is what the module exports', async () => {
  const app = `
    import * as legacy from './legacy.cjs'
    import none, { part } from './legacy.cjs'
    export const late = async () => await import('./legacy.cjs') === legacy
    export const seen = [legacy('app'), none, part]`
  const { load } = commonJs({ 'src/app.ts': app, 'src/legacy.cjs': callable }, { esModuleInterop: false })
  const graph = await load()
  expect(graph.exports['seen']).toEqual(['called by app', undefined, 1])
  expect(await call(graph, 'late')).toBe(true)
})

test('L5 export =, import =, export import, and CommonJS of one’s own among them', async () => {
  const { load } = commonJs({
    'src/app.ts': `
      import Whole = require('./whole')
      export import again = require('./whole')
      import Default from './whole'
      exports.extra = 'extra'
      export const seen = [new Whole().name, Whole.inner, again === Whole, Default === Whole, this === exports]`,
    // It takes place at the end, wherever it stands.
    'src/whole.ts': `export = Whole\nclass Whole { name = 'whole' }\nnamespace Whole { export const inner = 1 }`,
  })
  const { exports } = await load()
  expect(exports['seen']).toEqual(['whole', 1, true, true, true])
  expect(exports).toMatchObject({ extra: 'extra' })
})

test('L4 re-exports are live, a re-exported default import is not, export * takes what there is', async () => {
  const { load } = commonJs({
    'src/app.ts': `
      export { count, default as first } from './counter'
      import again, { count as other, increment } from './counter'
      export { again, other, increment }
      export * from './late'
      export * as names from './late'`,
    'src/counter.ts': `export let count = 0; export default 'a'; export const increment = () => { exports.default = 'b'; return ++count }`,
    'src/late.ts': `export const there = 1; export default 2; setTimeout(() => { exports.later = 3 })`,
  })
  const graph = await load()
  expect(call(graph, 'increment')).toBe(1)
  await new Promise((resolve) => void setTimeout(resolve))
  const names = { there: 1, default: 2, later: 3 }
  const expected = { count: 1, other: 1, first: 'b', again: 'a', there: 1, names }
  expect({ ...graph.exports }).toEqual({ ...expected, increment: expect.any(Function) })
})

test('L5 the names that Node gives CommonJS are there, and exports can be replaced', async () => {
  const { load, path } = commonJs({
    'src/app.ts': `
      import * as part from './part'
      export const seen = [__filename, __dirname, require.main === module, part.isMain, Object.hasOwn(exports, '__esModule')]
      const mutable: Record<string, unknown> = part
      mutable.value = 'replaced'
      import { value } from './part'
      export default () => value`,
    'src/part.ts': `export const isMain = require.main === module; export const value = 'value'`,
  })
  const graph = await load()
  expect(graph.exports['seen']).toEqual([path('src/app.ts'), path('src'), true, false, true])
  expect(call(graph, 'default')).toBe('replaced')
})

test.for([
  ['commonjs', ['function', 'undefined', true]],
  ['node16', ['undefined', 'object', false]],
] as const)('L5 import() under module %s is as tsc compiles it', async ([module, expected]) => {
  const { load } = commonJs(
    {
      'src/app.ts': `
        import * as part from './part'
        export const late = async (name: string) => {
          const found: any = await import('./part')
          const again: any = await import(name)
          return [typeof found.value, typeof found.default, found === part && again === part]
        }`,
      // Of this Node sees no name in the text.
      'src/part.ts': `Object.assign(exports, { value() {} })\nexport {}`,
    },
    { module },
  )
  expect(await call(await load(), 'late', './part')).toEqual(expected)
})

test('L3 a lazy require is of its own generation', async () => {
  const app = `export const late = async () => (await import('./value')).value; export const anyOf = async (name: string) => (await import(name)).value`
  const { load, write } = commonJs({ 'src/app.ts': app, 'src/value.ts': 'export const value = 1' })
  const first = await load()
  write({ 'src/value.ts': 'export const value = 2', 'src/app.ts': `${app} //` })
  const second = await load()
  expect([await call(first, 'late'), await call(second, 'late')]).toEqual([1, 2])
  expect([await call(first, 'anyOf', './value'), await call(second, 'anyOf', './value')]).toEqual([1, 2])
  await expect(call(second, 'anyOf', './none')).rejects.toMatchObject({ code: 'MODULE_NOT_FOUND' })
})

test('L5 unset, module and esModuleInterop are what the installed TypeScript makes of them', async () => {
  const app = `import legacy from './legacy.cjs'; export const seen = [typeof legacy, typeof exports, this === undefined]`
  const seen = async (version: string, compilerOptions: object): Promise<unknown> => {
    const { load } = project({
      'package.json': '{ "name": "app" }',
      'tsconfig.json': JSON.stringify({ compilerOptions }),
      'node_modules/typescript/package.json': JSON.stringify({ name: 'typescript', version }),
      'src/app.ts': app.replace('typeof exports', version.startsWith('5') ? 'typeof exports' : `'none'`),
      'src/legacy.cjs': callable,
    })
    return (await load()).exports['seen']
  }
  expect(await seen('5.9.3', {})).toEqual(['undefined', 'object', false])
  expect(await seen('5.9.3', { esModuleInterop: true })).toEqual(['function', 'object', false])
  expect(await seen('5.9.3', { module: 'nodenext' })).toEqual(['function', 'object', false])
  expect(await seen('6.0.1', {})).toEqual(['function', 'none', true])
  expect(await seen('7.0.2', { target: 'es2022' })).toEqual(['function', 'none', true])
})

test('L5 JavaScript is compiled where the tsconfig allows it, .cts anywhere, and what awaits is an ES module', async () => {
  const app = `import { kind } from './script.js'; import { typed } from './typed.cjs'; import { late } from './late'; export const seen = [kind, typed, late]`
  const files = {
    'src/app.mts': app,
    'src/script.js': `import './typed.cjs'; export const kind = typeof this`,
    'src/typed.cts': `import { sep } from 'node:path'; export const typed = sep + typeof this`,
    'src/late.ts': `export const late = await Promise.resolve(typeof this + import.meta.filename.slice(-7))`,
  }
  for (const [allowJs, kind] of [[true, 'object'] as const, [false, 'undefined'] as const]) {
    const { load } = commonJs(files, { allowJs })
    expect((await load({ entry: 'src/app.mts' })).exports['seen']).toEqual([kind, '/object', 'undefinedlate.ts'])
  }
})

test('L5 an ES module that imports such a module sees the names that Node finds in the text of tsc', async () => {
  const { load } = commonJs({
    'src/app.mts': `import * as all from './part'; import part, { value } from './part'; export const seen = [Object.keys(all).filter((key) => key !== 'module.exports'), part.default, value]`,
    'src/part.ts': `export const value = 1; export default 2; export * from './more'; export { most as renamed } from './more'`,
    'src/more.ts': `export const more = 3; export const most = 4`,
  })
  const names = ['__esModule', 'default', 'more', 'most', 'renamed', 'value']
  expect((await load({ entry: 'src/app.mts' })).exports['seen']).toEqual([names, 2, 1])
})

test('L8 stacks of such modules are in the source, and lead through its imports', async () => {
  const { load, path } = commonJs({
    'src/app.ts': `const before: number = 1\n  import './bad'\nexport { before }`,
    'src/bad.ts': `interface Shape {}\nexport const shape: Shape = {}\n  export default fail()\nfunction fail(): never { throw new Error('no') }`,
  })
  const error: unknown = await load().catch((reason: unknown) => reason)
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  expect([...stack.matchAll(/\/src\/(\w+\.ts:\d+(?::\d+)?)/g)].map(([, place]) => place).slice(0, 3)).toEqual([
    'bad.ts:4:32',
    'bad.ts:3:18',
    expect.stringMatching(/^app\.ts:2:/),
  ])
  expect(stack).toContain(path('src/bad.ts'))
})

test('L2 such a module is carried if what it imports is', async () => {
  const log = recordLog()
  const { load, write } = commonJs({
    'src/app.ts': `import { a } from './a'; import { c } from './c'; export { a, c }`,
    'src/a.ts': `__log.push('a'); import { b } from './b'; export const a = b`,
    'src/b.ts': `__log.push('b'); export const b: number = 1`,
    'src/c.ts': `__log.push('c'); export const c = 1`,
  })
  await load()
  write({ 'src/b.ts': `__log.push('b'); export const b: number = 2` })
  const { exports, stats } = await load()
  expect(log).toEqual(['a', 'b', 'c', 'a', 'b'])
  expect(exports['a']).toBe(2)
  expect(stats).toEqual({ carried: 1, instantiated: 3 })
})

test('L10 an import that leads nowhere is told before anything runs', async () => {
  const log = recordLog()
  const { load, path } = commonJs({
    'src/app.ts': `__log.push('ran'); import './part'`,
    'src/part.ts': `\nimport { x } from './prat'\nx()`,
  })
  const message = expect.stringContaining(`Imported by ${path('src/app.ts')}`)
  await expect(load()).rejects.toMatchObject({ code: 'HOTSEAT_LOADER_UNRESOLVED', message, location: { line: 2 } })
  expect(log).toEqual([])
})

test('L4 what stands in template literals is no import and no export', async () => {
  const text = `\nimport { part } from './part';\nexport const part = 1;\n\nexport default class {}\n`
  const { load } = commonJs({
    'src/app.ts': `import { part } from './part'\nexport const text = \`${text}\`\nexport default part`,
    'src/part.ts': `export const part = 2`,
  })
  expect(await load()).toHaveProperty('exports', expect.objectContaining({ text, default: 2 }))
})

test('C2 a CommonJS application and its container have the same copy of a package, a new one per generation', async () => {
  const { load } = commonJs({
    'node_modules/registry/package.json': `{ "name": "registry", "exports": { "import": "./index.mjs", "require": "./index.js" } }`,
    'node_modules/registry/index.mjs': 'export const registry = []',
    'node_modules/registry/index.js': 'exports.registry = []',
    'src/app.ts': `export { registry } from 'registry'`,
  })
  const graphs = [await load({ perGeneration: ['registry'] }), await load({ perGeneration: ['registry'] })]
  const registries = graphs.map(({ exports }) => exports['registry'])
  expect(registries[0]).not.toBe(registries[1])
  for (const [index, graph] of graphs.entries()) {
    expect((await graph.import('registry'))['registry']).toBe(registries[index])
  }
})
