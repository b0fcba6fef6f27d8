import { pathToFileURL } from 'node:url'
import { assert, expect, test } from 'vitest'
import { call, project, recordLog } from './project.ts'

test('L4 bindings are live, and a namespace has the shape of a native one', async () => {
  const { load } = project({
    'src/app.ts': `
      import * as counter from './counter'
      export { counter }
      export const whole = counter
      export const seen = [counter.count, counter.increment(), counter.count]
      export default class {}`,
    'src/counter.ts': 'export let count = 0; export const increment = () => ++count; export { count as another }',
  })
  const { exports } = await load()
  expect(exports['seen']).toEqual([0, 1, 1])
  const { counter } = exports
  expect(exports['whole']).toBe(counter)
  assert(typeof counter === 'object' && counter !== null)
  expect(Object.keys(counter)).toEqual(['another', 'count', 'increment'])
  expect(Object.getPrototypeOf(counter)).toBeNull()
  expect(Object.prototype.toString.call(counter)).toBe('[object Module]')
  expect(Object.isExtensible(counter)).toBe(false)
  expect(Reflect.set(counter, 'count', 7)).toBe(false)
  expect(exports['default']).toHaveProperty('name', 'default')
})

test('L4 what an installed package does when it loads happens in its place among the imports', async () => {
  const log = recordLog()
  const { load } = project({
    'node_modules/before-all/package.json': '{ "name": "before-all", "main": "index.js" }',
    'node_modules/before-all/index.js': `__log.push('package'); exports.ready = () => true`,
    'src/app.ts': `import './first'; import { ready } from 'before-all'; import './last'; export const is = ready()`,
    'src/first.ts': `__log.push('first')`,
    'src/last.ts': `import { ready } from 'before-all'; __log.push('last ' + ready())`,
  })
  expect((await load()).exports['is']).toBe(true)
  expect(log).toEqual(['first', 'package', 'last true'])
})

test('L4 names re-exported from a package that was not loaded yet are there for who imports them', async () => {
  const { load } = project({
    'node_modules/names/package.json': '{ "name": "names", "type": "module", "exports": "./index.js" }',
    'node_modules/names/index.js': 'export const one = 1; export const two = 2',
    'src/app.ts': `import * as all from './all'; import { one } from './all'; export { two } from './all'; export const seen = [one, Object.keys(all)]`,
    'src/all.ts': `export * from 'names'; export const three = 3`,
  })
  for (const generation of [1, 2]) {
    const { exports } = await load({ generation })
    expect(exports['two']).toBe(2)
    expect(exports['seen']).toEqual([1, expect.arrayContaining(['one', 'two', 'three'])])
  }
})

test('L4 import.meta is that of the file', async () => {
  const { load, path } = project({
    'src/app.ts': `import { meta } from './other'
      export const { url, dirname, filename, main } = import.meta
      export const resolved = [import.meta.resolve('./other'), import.meta.resolve('node:fs')]
      export { meta }`,
    'src/other.ts': 'export const meta = import.meta',
  })
  const { exports } = await load()
  expect({ ...exports }).toMatchObject({
    url: pathToFileURL(path('src/app.ts')).href,
    dirname: path('src'),
    filename: path('src/app.ts'),
    main: true,
    resolved: [pathToFileURL(path('src/other.ts')).href, 'node:fs'],
    meta: { filename: path('src/other.ts'), main: false },
  })
})

test('L4 the scope of a module is that of a module', async () => {
  const { load } = project({
    'src/app.ts': `
      export const self = this
      export const strict = (function () { return this })()
      const native = new Function('specifier', 'return import(specifier)')
      export const { sep } = await native('node:path')
      export default (function () {})`,
  })
  const { exports } = await load()
  expect(exports).toMatchObject({ self: undefined, strict: undefined, sep: '/' })
  expect(exports['default']).toHaveProperty('name', 'default')
})

test('L4 a module that failed fails again with the same error', async () => {
  const { load } = project({
    'src/app.ts': `export const twice = async () => [await import('./bad').catch((error) => error), await import('./bad').catch((error) => error)]`,
    'src/bad.ts': `throw new Error('no')`,
  })
  const twice = await call(await load(), 'twice')
  assert(Array.isArray(twice))
  expect(twice[0]).toBeInstanceOf(Error)
  expect(twice[0]).toBe(twice[1])
})

test('L4 a top-level await in a cycle, and one that rejects, are waited for and kept', async () => {
  const log = recordLog()
  const { load } = project({
    'src/app.ts': `
      import { a } from './a'
      export { a }
      const reasonOf = (name: string) => import(name).then(() => 'none', (error) => error)
      export const reasons = [await reasonOf('./rejecting'), await reasonOf('./above'), await reasonOf('./rejecting')]`,
    'src/a.ts': `import { hoisted } from './b'; __log.push(hoisted()); await null; __log.push('a'); export const a = 1; export function early() { return typeof hoisted }`,
    'src/b.ts': `import { a, early } from './a'; __log.push(early()); try { a } catch (error) { __log.push(error.name) } await null; __log.push('b'); export function hoisted() { return 'hoisted' }`,
    'src/rejecting.ts': `await null; throw new Error('rejected')`,
    'src/above.ts': `import './rejecting'; __log.push('never')`,
  })
  const { exports } = await load()
  expect(log).toEqual(['function', 'ReferenceError', 'b', 'hoisted', 'a'])
  const { reasons } = exports
  assert(Array.isArray(reasons))
  expect(reasons[0]).toHaveProperty('message', 'rejected')
  expect(new Set(reasons).size).toBe(1)
})

test('L4 names that two `export *` have are left out, unless they are the same binding', async () => {
  const { load, write } = project({
    'src/app.ts': `import * as all from './all'; export const names = Object.keys(all)`,
    'src/all.ts': `export * from './a'; export * from './b'; export * from './same'; export const own = 1`,
    'src/a.ts': `export const both = 1; export const own = 2; export { shared } from './shared'; export default 1`,
    'src/b.ts': `export const both = 2; export const b = 1`,
    'src/same.ts': `export { shared } from './shared'`,
    'src/shared.ts': `export const shared = 1`,
  })
  expect((await load()).exports['names']).toEqual(['b', 'own', 'shared'])
  write({ 'src/app.ts': `import { both } from './all'; export { both }` })
  await expect(load()).rejects.toMatchObject({ code: 'HOTSEAT_LOADER_MISSING_EXPORT' })
})

test('L4 a default import and a namespace in one statement', async () => {
  const { load } = project({
    'src/app.ts': `import all, * as names from './part'; export const seen = [all, names.part, () => all]; export const text = \`
import all, * as names from './part';\``,
    'src/part.ts': `export default 1; export const part = 2`,
  })
  const { exports } = await load()
  expect(exports['seen']).toEqual([1, 2, expect.any(Function)])
  expect(exports['text']).toBe(`\nimport all, * as names from './part';`)
})
