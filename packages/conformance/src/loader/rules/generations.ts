import assert from 'node:assert/strict'
import type { ModuleGraph } from '@hotseat/core'
import { countAlive } from '../../garbage.ts'
import type { Rule } from '../../rule.ts'
import type { LoaderHarness } from '../harness.ts'
import { call, member, project } from '../project.ts'

const chain = {
  'app.js': `import { middle } from './middle.js'\nimport { beside } from './beside.js'\nexport const app = { middle, beside }`,
  'middle.js': `import { leaf } from './leaf.js'\nexport const middle = { leaf }`,
  'leaf.js': `export const leaf = { version: 1 }`,
  'beside.js': `export const beside = { name: 'beside' }`,
}

const changedLeaf = { 'leaf.js': `export const leaf = { version: 2, more: true }` }

const lazy = {
  'app.js': `export const version = 1\nexport const late = () => import('./late.js')`,
  'late.js': `import { leaf } from './leaf.js'\nexport const late = leaf`,
  'leaf.js': `export const leaf = 1`,
}

/** What generations have of each other. */
export const generations: readonly Rule<LoaderHarness>[] = [
  {
    id: 'loader/loads-what-is-on-disk',
    rule: 'L2',
    level: 'must',
    title: 'A generation MUST be of the source as it is when it is loaded; older ones stay as they were.',
    intent: 'Old and new code would run at once, in either.',
    async check(harness) {
      using app = project(harness, lazy)
      const first = await app.load()
      app.write({ 'app.js': lazy['app.js'].replace('version = 1', 'version = 2') })
      const second = await app.load()
      assert.equal(second.exports['version'], 2)
      assert.equal(first.exports['version'], 1)
    },
  },
  {
    id: 'loader/carries-nothing-stale',
    rule: 'L2',
    level: 'must',
    title: 'A module that imports, however deep, what has changed MUST be instantiated anew.',
    intent: 'A service would go on with the old class of what it depends on.',
    async check(harness) {
      using app = project(harness, chain)
      const first = await app.load()
      app.write(changedLeaf)
      const second = await app.load()
      const middles = [first, second].map(({ exports }) => member(exports['app'], 'middle'))
      assert.notEqual(middles[1], middles[0], 'a module that imports what changed was carried')
      assert.notEqual(second.exports['app'], first.exports['app'], 'the entry was carried')
    },
  },
  {
    id: 'loader/carries-what-it-may',
    rule: 'L2',
    level: 'must',
    needs: ['reuse'],
    title:
      'A module of which neither the source nor anything that it imports has changed MUST be carried, and counted.',
    intent: 'The cost of a save would grow with the application.',
    async check(harness) {
      using app = project(harness, chain)
      const first = await app.load()
      app.write(changedLeaf)
      const second = await app.load()
      assert.equal(member(second.exports['app'], 'beside'), member(first.exports['app'], 'beside'))
      assert.deepEqual(first.stats, { carried: 0, instantiated: 4 })
      assert.deepEqual(second.stats, { carried: 1, instantiated: 3 })
    },
  },
  {
    id: 'loader/lazy-imports-are-pinned',
    rule: 'L3',
    level: 'must',
    title: 'A lazy import() that old code runs MUST give the modules of its own generation, also after later swaps.',
    intent: 'A request that began before a save would end with classes from after it.',
    async check(harness) {
      using app = project(harness, lazy)
      const graphs: ModuleGraph[] = []
      for (let version = 1; version <= 5; version += 1) {
        const entry = lazy['app.js'].replace('version = 1', `version = ${version}`)
        app.write({ 'leaf.js': `export const leaf = ${version}`, 'app.js': entry })
        graphs.push(await app.load())
      }
      const seen = await Promise.all(graphs.map(async (graph) => member(await call(graph, 'late'), 'late')))
      assert.deepEqual(seen, [1, 2, 3, 4, 5])
    },
  },
  {
    id: 'loader/imports-as-the-entry',
    rule: 'L3',
    level: 'must',
    title: 'A graph’s import() MUST give the instances that the entry has.',
    intent: 'The container factory would configure another copy of the library than the application uses.',
    async check(harness) {
      using app = project(harness, chain)
      const graph = await app.load()
      const imported = await graph.import('./beside.js')
      assert.equal(imported['beside'], member(graph.exports['app'], 'beside'))
    },
  },
  {
    id: 'loader/release-touches-no-other',
    rule: 'L3',
    level: 'must',
    title: 'Releasing a generation MUST leave every other as it is, with its lazy imports.',
    intent: 'The live application would break as the old one goes.',
    async check(harness) {
      using app = project(harness, lazy)
      const first = await app.load()
      app.write({ 'leaf.js': `export const leaf = 'second'` })
      const second = await app.load()
      first.release()
      assert.equal(member(await call(second, 'late'), 'late'), 'second')
    },
  },
  {
    id: 'loader/released-generations-are-collected',
    rule: 'L9',
    level: 'must',
    title: 'Over 30 generations at most 3 released ones MUST stay in memory.',
    intent: 'A day of saving would end in an out-of-memory error.',
    async check(harness) {
      using app = project(harness, chain)
      const loaded: WeakRef<object>[] = []
      let live: ModuleGraph | undefined
      for (let version = 1; version <= 30; version += 1) {
        app.write({ 'leaf.js': `export const leaf = { version: ${version} }` })
        const next: ModuleGraph = await app.load()
        const exported = next.exports['app']
        assert.ok(typeof exported === 'object' && exported !== null, 'the entry exports no app')
        loaded.push(new WeakRef(exported))
        live?.release()
        live = next
      }
      live?.release()
      const alive = await countAlive(loaded, 3)
      assert.ok(alive <= 3, `${alive} of 30 generations are still there`)
    },
  },
]
