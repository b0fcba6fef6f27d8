import { expect, test } from 'vitest'
import { project } from './project.ts'

const registry = {
  'node_modules/registry/package.json': `{
    "name": "registry", "type": "module",
    "imports": { "#store": { "require": "./store.cjs", "default": "./store.js" } },
    "exports": {
      ".": { "import": "./index.js", "require": "./index.cjs" },
      "./sub": { "custom": "./custom.js", "default": "./sub.js" },
      "./deep/*": "./deep/*.js",
      "./store": { "import": "./store.js", "require": "./store.cjs" } } }`,
  'node_modules/registry/index.js': `export { store } from '#store'; export { own } from 'nested'; import whole from './lib/whole.cjs'; export { whole }`,
  'node_modules/registry/index.cjs': `exports.store = require('#store').store; exports.self = require('registry/store').store`,
  'node_modules/registry/store.js': `export const store = []`,
  'node_modules/registry/store.cjs': `exports.store = []`,
  'node_modules/registry/sub.js': `export { store as own } from 'registry'; export const late = () => import('registry/deep/part')`,
  'node_modules/registry/custom.js': `export const custom = true`,
  'node_modules/registry/deep/part.js': `import { store } from '#store'; export { store }`,
  'node_modules/registry/lib/package.json': '{ "type": "commonjs" }',
  'node_modules/registry/lib/whole.cjs': `module.exports = []`,
  // Another copy of it, below another package of it.
  'node_modules/registry/node_modules/nested/package.json': `{ "name": "nested", "exports": "./index.js" }`,
  'node_modules/registry/node_modules/nested/index.js': `exports.own = require('registry')`,
  'node_modules/registry/node_modules/registry/package.json': `{ "name": "registry", "main": "older.js" }`,
  'node_modules/registry/node_modules/registry/older.js': `exports.older = []`,
}

/** @throws unless every generation has a package, of one instance each, for itself */
async function checkOwn(perGeneration: readonly string[]): Promise<void> {
  const { load } = project({
    ...registry,
    'src/app.ts': `
      import { store, whole } from 'registry'
      import { own, late } from 'registry/sub'
      export { store, whole, own }
      export const deep = (await late()).store`,
  })
  const [first, second] = [await load({ perGeneration }), await load({ perGeneration })]
  for (const { exports } of [first, second]) {
    expect(exports['own']).toBe(exports['store'])
    expect(exports['deep']).toBe(exports['store'])
  }
  for (const name of ['store', 'whole']) expect(second.exports[name]).not.toBe(first.exports[name])
}

test('L5 packages per generation: exports, imports, itself by name, patterns, lazily', async () => {
  await checkOwn(['registry'])
})

test('L5 the check catches a package that is loaded once', async () => {
  await expect(checkOwn([])).rejects.toThrow('not to be')
})

test('L5 a dual package per generation is CommonJS to who requires it, whole', async () => {
  const { load } = project({
    ...registry,
    'src/app.cjs': `exports.both = [require('registry').store, require('registry').self]; exports.late = () => import('registry')`,
  })
  const graphs = [await load({ entry: 'src/app.cjs', perGeneration: ['registry'] })]
  graphs.push(await load({ entry: 'src/app.cjs', perGeneration: ['registry'] }))
  const stores = graphs.map(({ exports }) => exports['both'])
  for (const both of stores) expect(Array.isArray(both) && both[0] === both[1]).toBe(true)
  expect(Array.isArray(stores[0]) && Array.isArray(stores[1]) && stores[0][0] !== stores[1][0]).toBe(true)
})

test('L5 what is nested in a package per generation: copies of itself are per generation, the rest is Node’s', async () => {
  const { load } = project({ ...registry, 'src/app.ts': `export { own } from 'registry'` })
  const owns = []
  for (const perGeneration of [['registry'], ['registry'], ['registry', 'nested'], ['registry', 'nested']]) {
    const { exports } = await load({ perGeneration })
    const own = exports['own']
    owns.push(typeof own === 'object' && own !== null ? Reflect.get(own, 'older') : undefined)
  }
  expect(owns[0]).toEqual([])
  expect(owns[1]).toBe(owns[0])
  expect(owns[2]).toEqual([])
  expect(owns[2]).not.toBe(owns[1])
  expect(owns[3]).not.toBe(owns[2])
})

test('L5 of a package per generation, each module is told of when it has run, and before its importer goes on', async () => {
  const { load } = project({
    ...registry,
    'src/app.ts': `import { store, whole } from 'registry'; export const stores = [...store, ...whole]`,
  })
  for (const generation of [1, 2]) {
    const told: string[] = []
    const { exports } = await load({
      perGeneration: ['registry'],
      ran: (module) => {
        told.push(module.package)
        if (Array.isArray(module.exports)) module.exports.push(`whole ${generation}`)
        const store: unknown = Reflect.get(Object(module.exports), 'store')
        if (Array.isArray(store) && store.length === 0) store.push(`store ${generation}`)
      },
    })
    expect(exports['stores']).toEqual([`store ${generation}`, `whole ${generation}`])
    expect(told).toEqual(['registry', 'registry', 'registry'])
  }
})
