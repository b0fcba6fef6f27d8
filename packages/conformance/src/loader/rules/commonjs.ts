import assert from 'node:assert/strict'
import type { Rule } from '../../rule.ts'
import type { LoaderHarness } from '../harness.ts'
import { call, member, project } from '../project.ts'

/** What is no ES module: CommonJS and JSON. */
export const commonJs: readonly Rule<LoaderHarness>[] = [
  {
    id: 'loader/imports-commonjs',
    rule: 'L5',
    level: 'must',
    needs: ['commonJs'],
    title: 'An ES module MUST import CommonJS source as a whole and by name.',
    intent: 'An application could be moved to ES modules only all at once.',
    async check(harness) {
      using files = project(harness, {
        'app.js': `import all, { add } from './legacy.cjs'\nexport const seen = [all.add === add, add(1, 2)]`,
        'legacy.cjs': `const { plus } = require('./plus.cjs')\nmodule.exports = { add: plus }`,
        'plus.cjs': 'exports.plus = (a, b) => a + b',
      })
      assert.deepEqual((await files.load()).exports['seen'], [true, 3])
    },
  },
  {
    id: 'loader/commonjs-imports-modules',
    rule: 'L5',
    level: 'must',
    needs: ['commonJs'],
    title: 'CommonJS source MUST get at an ES module by import(): the instance that the others of its generation have.',
    intent: 'Old code would talk to services of its own.',
    async check(harness) {
      using files = project(harness, {
        'app.js': `import { late } from './legacy.cjs'\nimport { part } from './part.js'\nexport { late, part }`,
        'legacy.cjs': `exports.late = async () => (await import('./part.js')).part`,
        'part.js': 'export const part = {}',
      })
      const graph = await files.load()
      assert.equal(await call(graph, 'late'), graph.exports['part'])
    },
  },
  {
    id: 'loader/commonjs-knows-its-place',
    rule: 'L5',
    level: 'must',
    needs: ['commonJs'],
    title: 'In CommonJS source __dirname and __filename MUST be those of the source file.',
    intent: 'Templates beside the code would not be found.',
    async check(harness) {
      using files = project(harness, {
        'app.js': `import place from './deep/place.cjs'\nexport { place }`,
        'deep/place.cjs': 'module.exports = [__dirname, __filename]',
      })
      const places = ['deep', 'deep/place.cjs'].map((file) => files.path(file))
      assert.deepEqual((await files.load()).exports['place'], places)
    },
  },
  {
    id: 'loader/circular-requires',
    rule: 'L5',
    level: 'must',
    needs: ['commonJs'],
    title: 'In a circle of requires a module MUST get what the other one has exported so far.',
    intent: 'Applications that work with Node would not start.',
    async check(harness) {
      using files = project(harness, {
        'app.js': `import { late } from './one.cjs'\nexport const seen = late`,
        'one.cjs': `exports.early = 1\nexports.late = require('./two.cjs').seen`,
        'two.cjs': `exports.seen = Object.keys(require('./one.cjs'))`,
      })
      assert.deepEqual((await files.load()).exports['seen'], ['early'])
    },
  },
  {
    id: 'loader/commonjs-is-reloaded',
    rule: 'L5',
    level: 'must',
    needs: ['commonJs'],
    title: 'CommonJS source MUST be read through the context, and be instantiated anew when it changes.',
    intent: 'A save of an older file would do nothing.',
    async check(harness) {
      using files = project(harness, {
        'app.js': `import { part } from './one.cjs'\nexport const seen = part`,
        'one.cjs': `exports.part = require('./two.cjs').part`,
        'two.cjs': 'exports.part = 1',
      })
      const first = await files.load()
      assert.ok(files.read.has(files.path('two.cjs')), 'what is required was not read through the context')
      files.write({ 'two.cjs': 'exports.part = 2' })
      const second = await files.load()
      assert.deepEqual([first.exports['seen'], second.exports['seen']], [1, 2])
    },
  },
  {
    id: 'loader/imports-json',
    rule: 'L5',
    level: 'must',
    needs: ['json'],
    title: 'JSON MUST be imported as the value that is on disk when the generation is loaded.',
    intent: 'A changed setting would need a restart.',
    async check(harness) {
      using files = project(harness, {
        'app.js': `import data from './data.json' with { type: 'json' }\nexport { data }`,
        'data.json': '{ "list": [1] }',
      })
      assert.deepEqual(member((await files.load()).exports['data'], 'list'), [1])
      files.write({ 'data.json': '{ "list": [2] }' })
      assert.deepEqual(member((await files.load()).exports['data'], 'list'), [2])
    },
  },
]
