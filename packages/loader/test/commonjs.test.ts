import { createRequire } from 'node:module'
import { expect, onTestFinished, test } from 'vitest'
import { call, decorated, installed, project, recordLog } from './project.ts'

test('L5 an ES module imports CommonJS source: by name, as a whole, its functions live', async () => {
  const { load } = project({
    'src/app.ts': `
      import all, { add, name as called } from './legacy.cjs'
      import * as namespace from './legacy.cjs'
      export const seen = [add(1, 2), called, all.add === add, Object.keys(namespace).filter((key) => key !== 'module.exports')]`,
    'src/legacy.cjs': `
      const { join } = require('node:path')
      const name = join('a', 'b')
      module.exports = { ...require('./helper.cjs'), name }`,
    'src/helper.cjs': `exports.add = (a, b) => a + b`,
  })
  expect((await load()).exports['seen']).toEqual([3, 'a/b', true, ['add', 'default', 'name']])
})

test('L5 a name that Node does not find in the text of a CommonJS module cannot be imported', async () => {
  const { load } = project({
    'src/app.ts': `import { late } from './legacy.cjs'; export { late }`,
    'src/legacy.cjs': `for (const name of ['late']) exports[name] = 1`,
  })
  await expect(load()).rejects.toMatchObject({
    code: 'HOTSEAT_LOADER_MISSING_EXPORT',
    message: expect.stringContaining('Import its default export'),
  })
})

test('L5 CommonJS modules require each other in a circle as in Node', async () => {
  const log = recordLog()
  const { load } = project({
    'src/app.cjs': `exports.early = 1; const other = require('./other.cjs'); exports.late = other.seen; __log.push(typeof __dirname, __filename.slice(-7), module.loaded)`,
    'src/other.cjs': `exports.seen = Object.keys(require('./app.cjs'))`,
  })
  const { exports } = await load({ entry: 'src/app.cjs' })
  expect({ ...exports }).toMatchObject({ default: { early: 1, late: ['early'] }, early: 1, late: ['early'] })
  expect(log).toEqual(['string', 'app.cjs', false])
})

test('L5 a package without "type": "module" may have CommonJS and ES modules with the same extension', async () => {
  const { load, path } = project({
    'package.json': '{ "name": "app" }',
    'src/app.ts': `
      import { join } from 'path'
      import { legacy } from './legacy'
      const settings = require('./settings.json')
      export const seen = [legacy, settings.port, join(__dirname, 'x'), __filename, require('node:os').EOL]`,
    'src/legacy.js': `const { value } = require('./value'); module.exports.legacy = value`,
    'src/value.js': `exports.value = 'legacy'`,
    'src/settings.json': '{ "port": 1 }',
  })
  expect((await load()).exports['seen']).toEqual(['legacy', 1, path('src/x'), path('src/app.ts'), '\n'])
})

test('L5 TypeScript in a .cts file: `import =` and `export =`', async () => {
  const { load } = project({
    'src/app.ts': `import answer from './answer.cjs'; export { answer }`,
    'src/answer.cts': `import path = require('node:path')\nconst value: number = path.sep.length\nexport = { value }`,
  })
  expect((await load()).exports['answer']).toEqual({ value: 1 })
})

test('L2 a CommonJS module is carried if what it required is', async () => {
  const log = recordLog()
  const { load, write } = project({
    'src/app.ts': `import { a } from './a.cjs'; import { c } from './c.cjs'; export { a, c }`,
    'src/a.cjs': `__log.push('a'); exports.a = require('./b.cjs').b`,
    'src/b.cjs': `__log.push('b'); exports.b = 1`,
    'src/c.cjs': `__log.push('c'); exports.c = 1`,
  })
  await load()
  write({ 'src/b.cjs': `__log.push('b'); exports.b = 2` })
  const { exports, stats } = await load()
  expect(log).toEqual(['a', 'b', 'c', 'a', 'b'])
  expect(exports['a']).toBe(2)
  expect(stats).toEqual({ carried: 1, instantiated: 3 })
})

test('L5 CommonJS imports lazily, pinned to its generation', async () => {
  const { load, write } = project({
    'src/app.ts': `export { late } from './legacy.cjs'`,
    'src/legacy.cjs': `exports.late = async () => (await import('./value.js')).value`,
    'src/value.ts': 'export const value = 1',
  })
  const first = await load()
  write({
    'src/value.ts': 'export const value = 2',
    'src/legacy.cjs': `exports.late = async () => (await import('./value.js')).value //`,
  })
  const second = await load()
  expect([await call(first, 'late'), await call(second, 'late')]).toEqual([1, 2])
})

test('L5 JSON: a value per generation, with and without attributes', async () => {
  const { load, write } = project({
    'src/app.ts': `import data from './data.json' with { type: 'json' }; import same from './data'; export { data, same }; export const lazy = () => import('./data.json', { with: { type: 'json' } })`,
    'src/data.json': '\uFEFF{ "a": [1] }',
  })
  const first = await load()
  expect(first.exports['data']).toEqual({ a: [1] })
  expect(first.exports['same']).toBe(first.exports['data'])
  expect(await call(first, 'lazy')).toHaveProperty('default', first.exports['data'])
  write({ 'src/data.json': '{ "a": [2] }' })
  expect((await load()).exports['data']).toEqual({ a: [2] })
})

test('L5 an ES module can be required, unless it awaits or is being evaluated', async () => {
  const { load } = project({
    'src/app.cjs': `
      const { a, __esModule } = require('./module.mjs')
      const codeOf = (specifier) => { try { require(specifier) } catch (error) { return error.code } }
      exports.seen = [a, __esModule, require('./whole.mjs'), codeOf('./late.mjs'), codeOf('./cycle.mjs'), codeOf('./none')]
      exports.late = () => require('./module.mjs') === require('./module')`,
    'src/module.mjs': `import { sep } from 'node:path'; export const a = sep; export default 1`,
    'src/whole.mjs': `const whole = 'whole'; export { whole as 'module.exports' }`,
    'src/late.mjs': `export { a } from './awaiting.mjs'`,
    'src/awaiting.mjs': `await null; export const a = 1`,
    'src/cycle.mjs': `import './app.cjs'`,
  })
  const graph = await load({ entry: 'src/app.cjs' })
  const codes = ['ERR_REQUIRE_ASYNC_MODULE', 'ERR_REQUIRE_CYCLE_MODULE', 'MODULE_NOT_FOUND']
  expect(graph.exports['seen']).toEqual(['/', true, 'whole', ...codes])
  expect(call(graph, 'late')).toBe(true)
})

test('L5 an ES module that is required brings along packages that were not loaded yet', async () => {
  const { load } = project({
    'node_modules/common/package.json': '{ "name": "common" }',
    'node_modules/common/index.js': 'exports.one = 1',
    'node_modules/modern/package.json': '{ "name": "modern", "type": "module", "exports": "./index.js" }',
    'node_modules/modern/index.js': 'export const two = 2; export default 3',
    'src/app.cjs': `exports.seen = require('./module.mjs').default`,
    'src/module.mjs': `import { one } from 'common'; import three, { two } from 'modern'; import { join } from 'path'; export default [one, two, three, join('a')]`,
  })
  expect((await load({ entry: 'src/app.cjs' })).exports['seen']).toEqual([1, 2, 3, 'a'])
})

test('L5 require.main, require.resolve, require.cache and module.parent', async () => {
  const log = recordLog()
  const { load, path } = project({
    'src/app.cjs': `
      const other = require('./other')
      __log.push(require.main === module, module.parent, require.resolve('./other'), require.resolve('node:fs'))
      __log.push(require.resolve.paths('x')[0], Object.keys(require.cache).includes(require.resolve('./other')))
      delete require.cache[require.resolve('./other')]
      __log.push(require('./other') === other, require('./other') === require('./other'))`,
    'src/other.cjs': `__log.push('other', require.main === module, module.parent.filename)`,
  })
  await load({ entry: 'src/app.cjs' })
  const other = ['other', false, path('src/app.cjs')]
  const resolved = [path('src/other.cjs'), 'node:fs', path('src/node_modules'), true]
  expect(log).toEqual([...other, true, null, ...resolved, ...other, false, true])
})

test('L5 a CommonJS module that failed runs again when it is required again, and not when it is imported', async () => {
  const { load } = project({
    'src/app.ts': `
      import { attempts } from './attempts.cjs'
      export const seen = await attempts()`,
    'src/attempts.cjs': `
      const said = async (work) => { try { await work() } catch (error) { return error.message } }
      exports.attempts = async () => [
        await said(() => require('./bad.cjs')), await said(() => require('./bad.cjs')),
        await said(() => import('./bad.cjs')), await said(() => import('./bad.cjs')),
      ]`,
    'src/bad.cjs': `throw new Error(String(globalThis.__count = (globalThis.__count ?? 0) + 1))`,
  })
  onTestFinished(() => void Reflect.deleteProperty(globalThis, '__count'))
  expect((await load()).exports['seen']).toEqual(['1', '2', '3', '3'])
})

test('L5 packages per generation: ES modules and CommonJS, subpaths, and what they depend on stays native', async () => {
  const { load } = project({
    'node_modules/registry/package.json': `{ "name": "registry", "exports": {
      ".": { "import": "./esm/index.js", "require": "./cjs/index.js" }, "./sub": "./cjs/sub.js" } }`,
    'node_modules/registry/esm/package.json': '{ "type": "module" }',
    'node_modules/registry/esm/index.js': `export { all } from './all.js'; import shared from 'shared'; export { shared }`,
    'node_modules/registry/esm/all.js': 'export const all = []',
    'node_modules/registry/cjs/sub.js': `exports.all = require('./all.cjs'); exports.shared = require('shared')`,
    'node_modules/registry/cjs/all.cjs': 'module.exports = []',
    'node_modules/shared/package.json': '{ "name": "shared", "main": "./index" }',
    'node_modules/shared/index.js': 'module.exports = {}',
    'node_modules/shared/index.ts': 'this is not what Node would run',
    'src/app.ts': `
      import { all, shared } from 'registry'
      import * as sub from 'registry/sub'
      import own from 'shared'
      export { all, own, shared }
      export const subAll = sub.all, subShared = sub.shared`,
  })
  const perGeneration = ['registry']
  const { exports: first } = await load({ perGeneration })
  const { exports: second } = await load({ perGeneration })
  expect(second['all']).not.toBe(first['all'])
  expect(second['subAll']).not.toBe(first['subAll'])
  expect(new Set([first['own'], first['shared'], first['subShared'], second['own'], second['subShared']]).size).toBe(1)
})

test('C2 a linked tsyringe is another one for every generation, decorators included', async () => {
  const { load, link } = project({
    ...decorated,
    'src/app.ts': `
      import 'reflect-metadata'
      import { container } from 'tsyringe'
      import { Service } from './service.js'
      export const greet = () => container.resolve(Service).text()`,
    'src/service.ts': `
      import { inject, injectable, singleton } from 'tsyringe'
      @singleton() class Clock { now() { return 'now' } }
      @injectable() export class Service {
        constructor(private readonly clock: Clock, @inject('name') private readonly name: string = 'nobody') {}
        text() { return this.clock.now() + ' ' + this.name }
      }`,
  })
  for (const name of ['tsyringe', 'reflect-metadata']) link(installed(name), `node_modules/${name}`)
  const graphs = [await load({ perGeneration: ['tsyringe'] }), await load({ perGeneration: ['tsyringe'] })]
  for (const [index, graph] of graphs.entries()) {
    const { container } = await graph.import('tsyringe')
    if (typeof container !== 'object' || container === null) expect.fail('no container')
    const register: unknown = Reflect.get(container, 'register')
    if (typeof register !== 'function') expect.fail('no register')
    Reflect.apply(register, container, ['name', { useValue: `generation ${index}` }])
  }
  expect(graphs.map((graph) => call(graph, 'greet'))).toEqual(['now generation 0', 'now generation 1'])
})

/** @throws unless what `createRequire()` of a source file loads is source too */
async function checkCreateRequire(create: string): Promise<void> {
  const { load, write, path } = project({
    'node_modules/common/package.json': '{ "name": "common" }',
    'node_modules/common/index.js': 'exports.one = 1',
    'src/app.ts': `
      ${create}
      const require = createRequire(import.meta.url)
      export const { seen } = require('./legacy.cjs')
      export const data = require('./data')
      export const others = [require('common').one, require('node:path').sep, require.resolve('./legacy.cjs'), typeof register]
      export const native = createRequire('/nowhere/else.js').resolve.paths('x')?.[0]
      export const same = createRequire(new URL('./other.ts', import.meta.url))('./legacy.cjs') === require('./legacy.cjs')`,
    'src/other.ts': 'export {}',
    'src/legacy.cjs': 'exports.seen = 1',
    'src/data.json': '{ "a": 1 }',
  })
  const { exports: first } = await load()
  expect(first).toMatchObject({ seen: 1, data: { a: 1 }, native: '/nowhere/node_modules', same: true })
  expect(first['others']).toEqual([1, '/', path('src/legacy.cjs'), 'function'])
  write({ 'src/legacy.cjs': 'exports.seen = 2', 'src/data.json': '{ "a": 2 }' })
  expect((await load()).exports).toMatchObject({ seen: 2, data: { a: 2 } })
}

test('L5 createRequire() of a source file goes through the loader', async () => {
  await checkCreateRequire(`import { createRequire, register } from 'node:module'; import './other'`)
  await checkCreateRequire(
    `import * as module from 'module'; const { createRequire, register } = module; import './other'`,
  )
})

test('L5 the check catches a createRequire() of Node’s own', async () => {
  Reflect.set(globalThis, '__createRequire', createRequire)
  onTestFinished(() => void Reflect.deleteProperty(globalThis, '__createRequire'))
  const native = `const createRequire = __createRequire, register = () => {}; import './other'`
  await expect(checkCreateRequire(native)).rejects.toThrow('to match object')
})

test('L5 a require() that failed because of an await leaves nothing behind', async () => {
  const log = recordLog()
  const { load, write } = project({
    'src/app.cjs': `
      try { require('./late.mjs') } catch (error) { __log.push(error.code) }
      require('./legacy.cjs')`,
    'src/late.mjs': `import './legacy.cjs'; await null`,
    'src/legacy.cjs': `try { require('./cycle.mjs') } catch (error) { __log.push(error.code) }`,
    'src/cycle.mjs': `import './legacy.cjs'`,
  })
  await load({ entry: 'src/app.cjs' })
  // Node itself imports legacy.cjs here, though it runs, because `late.mjs` was to import it too.
  expect(log.splice(0)).toEqual(['ERR_REQUIRE_ASYNC_MODULE', 'ERR_REQUIRE_CYCLE_MODULE'])
  write({ 'src/app.cjs': `require('./legacy.cjs')` })
  await load({ entry: 'src/app.cjs' })
  expect(log).toEqual(['ERR_REQUIRE_CYCLE_MODULE'])
})
