import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import type { Rule } from '../../rule.ts'
import type { LoaderHarness } from '../harness.ts'
import { member, project } from '../project.ts'

const app = {
  'app.js': `import { state } from 'registry'\nimport { part } from './part.js'\nexport const app = { state, part }`,
  'part.js': `import { state } from 'registry'\nexport const part = state`,
}

/** Packages, and paths of all kinds. */
export const packages: readonly Rule<LoaderHarness>[] = [
  {
    id: 'loader/packages-load-once',
    rule: 'L5',
    level: 'must',
    title: 'An installed package MUST be Node’s own instance of it, the same one for every generation.',
    intent: 'A save would cost seconds, and two copies of a library disagree about what is an instance of what.',
    async check(harness) {
      using files = project(harness, {
        ...app,
        'node_modules/registry/package.json': '{ "name": "registry", "main": "index.js" }',
        'node_modules/registry/index.js': 'exports.state = {}',
      })
      const first = await files.load()
      files.write({ 'part.js': `${app['part.js']} // saved again` })
      const second = await files.load()
      const { state }: Record<string, unknown> = createRequire(files.path('app.js'))('registry')
      assert.equal(member(first.exports['app'], 'state'), state, 'Node has another instance')
      assert.equal(member(second.exports['app'], 'part'), state, 'the next generation has another instance')
    },
  },
  {
    id: 'loader/packages-per-generation',
    rule: 'L2',
    level: 'must',
    title: 'Of a package that the context names, every generation MUST have one instance of its own.',
    intent: 'A library’s registry would fill up with the classes of all generations.',
    async check(harness) {
      using files = project(harness, {
        ...app,
        'node_modules/registry/package.json': '{ "name": "registry", "type": "module", "exports": "./index.js" }',
        'node_modules/registry/index.js': 'export const state = {}',
      })
      const perGeneration = ['registry']
      const apps = [await files.load({ perGeneration }), await files.load({ perGeneration })].map(
        ({ exports }) => exports['app'],
      )
      const [first, second] = apps.map((each) => member(each, 'state'))
      assert.notEqual(second, first, 'two generations share it')
      assert.equal(member(apps[1], 'part'), second, 'a generation has two of it')
    },
  },
  {
    id: 'loader/linked-packages-are-source',
    rule: 'L11',
    level: 'must',
    title: 'A package that is linked from outside of node_modules MUST be source: read through the context, reloaded.',
    intent: 'In a monorepo half of the saves would do nothing.',
    async check(harness) {
      using files = project(harness, {
        'apps/web/package.json': '{ "name": "web", "type": "module" }',
        'apps/web/app.js': `import { lib } from 'lib'\nexport const app = lib`,
        'packages/lib/package.json': '{ "name": "lib", "type": "module", "exports": "./index.js" }',
        'packages/lib/index.js': 'export const lib = 1',
      })
      files.link('../../../packages/lib', 'apps/web/node_modules/lib')
      const entry = 'apps/web/app.js'
      assert.equal((await files.load({ entry })).exports['app'], 1)
      assert.ok(files.read.has(files.path('packages/lib/index.js')), 'it was not read through the context')
      files.write({ 'packages/lib/index.js': 'export const lib = 2' })
      assert.equal((await files.load({ entry })).exports['app'], 2)
    },
  },
  {
    id: 'loader/odd-paths',
    rule: 'L11',
    level: 'must',
    title: 'Paths with spaces and letters of any script MUST be imported.',
    intent: 'It would not work in a folder that is named after a person.',
    async check(harness) {
      using files = project(harness, {
        'app.js': `import { spaced } from './two words/äöü.js'\nimport { emoji } from './日本/😀.js'\nexport const seen = [spaced, emoji]`,
        'two words/äöü.js': `export const spaced = 'spaced'`,
        '日本/😀.js': `export const emoji = 'emoji'`,
      })
      assert.deepEqual((await files.load()).exports['seen'], ['spaced', 'emoji'])
    },
  },
  {
    id: 'loader/deleted-and-created-again',
    rule: 'L11',
    level: 'must',
    title: 'A file that was deleted MUST be missed, and what is there once it was created again be loaded.',
    intent: 'After a change of branches the code of the other one would be served.',
    async check(harness) {
      const entry = `import { version } from './part.js'\nexport const app = version`
      using files = project(harness, { 'app.js': entry, 'part.js': 'export const version = 0' })
      await files.load()
      for (const version of [1, 2]) {
        files.remove('part.js')
        await assert.rejects(files.load(), 'what was deleted was loaded')
        for (const text of [`export const version = ${version}`, `export const version = -${version}`]) {
          files.write({ 'part.js': text })
          assert.equal((await files.load()).exports['app'], Number(text.split(' = ')[1]))
        }
      }
    },
  },
]
