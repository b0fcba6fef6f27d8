import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { runInThisContext } from 'node:vm'
import { createSourceCache, nodeFileSystem, type SourceFiles } from '@hotseat/core'
import fc from 'fast-check'
import { assert, expect, test } from 'vitest'
import { call, project, recordLog } from './project.ts'
import { randomModules } from './random-modules.ts'
import { runModules } from './run-modules.ts'

const graphs = 60

/**
 * What a run did. What is known to differ is levelled: how errors of linking read, by which name TDZ errors go, and
 * that a module which reads its own anonymous default class does not yet find it named `default`.
 */
function levelled(log: readonly string[]): readonly string[] {
  return log.map((line) =>
    line
      .replaceAll(/(?:SyntaxError: (?:The requested module|Detected cycle)|HotseatError: )[^]*/g, 'cannot be linked')
      .replaceAll('__vite_ssr_export_default__', 'default')
      .replaceAll(/Cannot access '\w+' before/g, 'Cannot access it before'),
  )
}

type Run = (entry: string) => Promise<Readonly<Record<string, unknown>>>

/** @throws unless `run` does with each graph what Node does */
async function checkLikeNative(run: Run, seed: number): Promise<void> {
  const samples = fc.sample(randomModules, { numRuns: graphs, seed })
  const files = samples.flatMap((modules, index) =>
    Object.entries(modules).map(([name, text]) => [`g${index}/${name}`, text] as const),
  )
  const { root } = project(Object.fromEntries(files))
  const entries = samples.map((_, index) => join(root, `g${index}`, 'm0.mjs'))
  const urls = JSON.stringify(entries.map((entry) => pathToFileURL(entry).href))
  const driver = `const logs = []; for (const url of ${urls}) logs.push(await (${runModules})(() => import(url))); console.log(JSON.stringify(logs))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', driver])
  const natively: string[][] = JSON.parse(stdout)

  const observe: (run: () => ReturnType<Run>) => Promise<string[]> = runInThisContext(`(${runModules})`)
  for (const [index, entry] of entries.entries()) {
    const log = await observe(async () => await run(entry))
    const message = `seed ${seed}, graph ${index}: ${JSON.stringify(samples[index])}`
    expect(levelled(log), message).toEqual(levelled(natively[index] ?? []))
  }
}

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000)

test(`L4 ${graphs} random graphs do what they do natively, in the same order`, async () => {
  const { load } = project({})
  await checkLikeNative(async (entry) => (await load({ entry })).exports, seed)
})

test('L4 the comparison catches a loader that imports in another order', async () => {
  const real = createSourceCache(nodeFileSystem)
  const files: SourceFiles = {
    hash: (path) => real.hash(path),
    read(path) {
      const { hash, text } = real.read(path)
      const [head, body = ''] = text.split(/^(?=const log)/m)
      return { hash, text: `${head?.split('\n').toReversed().join('\n')}\n${body}` }
    },
  }
  const { load } = project({}, { files })
  await expect(checkLikeNative(async (entry) => (await load({ entry })).exports, 42)).rejects.toThrow('to deeply equal')
})

test('L4 bindings are live, and a namespace has the shape of a native one', async () => {
  const { load } = project({
    'src/app.ts': `
      import * as counter from './counter'
      export { counter }
      export const seen = [counter.count, counter.increment(), counter.count]
      export default class {}`,
    'src/counter.ts': 'export let count = 0; export const increment = () => ++count; export { count as another }',
  })
  const { exports } = await load()
  expect(exports['seen']).toEqual([0, 1, 1])
  const { counter } = exports
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
