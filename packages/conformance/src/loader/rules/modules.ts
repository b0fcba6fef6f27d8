import assert from 'node:assert/strict'
import type { Rule } from '../../rule.ts'
import { rejectionOf, within } from '../../settlement.ts'
import type { LoaderHarness } from '../harness.ts'
import { call, project } from '../project.ts'

const log = { 'log.js': 'export const log = []' }

/** Runs `import()` and gives what it rejects with. */
const attempt = (file: string): string =>
  `export const attempt = async () => { try { return await import('./${file}') } catch (error) { return error } }`

/** What ECMAScript promises of modules. One statement a line, so that a small loader can be tried as well. */
export const modules: readonly Rule<LoaderHarness>[] = [
  {
    id: 'loader/evaluates-in-order',
    rule: 'L4',
    level: 'must',
    title: 'Modules MUST run once, in the order in which they are imported, each after what it imports.',
    intent: 'A polyfill that is imported first would come too late.',
    async check(harness) {
      const running = (name: string, next = ''): string =>
        `import { log } from './log.js'\n${next}\nlog.push('${name}')\nexport const ${name} = '${name}'`
      using files = project(harness, {
        ...log,
        'app.js': `import { log } from './log.js'\nimport { left } from './left.js'\nimport { right } from './right.js'\nlog.push(left + right)\nexport const seen = log`,
        'left.js': running('left', `import { shared } from './shared.js'`),
        'right.js': running('right', `import { shared } from './shared.js'`),
        'shared.js': running('shared'),
      })
      assert.deepEqual((await files.load()).exports['seen'], ['shared', 'left', 'right', 'leftright'])
    },
  },
  {
    id: 'loader/bindings-are-live',
    rule: 'L4',
    level: 'must',
    title: 'An importer MUST see what an exported variable holds now.',
    intent: 'A connection that is set up after the start would stay undefined for whoever imports it.',
    async check(harness) {
      using files = project(harness, {
        'app.js': `import { count, increment } from './counter.js'\nexport const before = count\nincrement()\nexport const after = count\nexport const later = () => [increment(), count]`,
        'counter.js': `export let count = 0\nexport const increment = () => { count += 1 }`,
      })
      const graph = await files.load()
      assert.deepEqual([graph.exports['before'], graph.exports['after']], [0, 1])
      assert.deepEqual(await call(graph, 'later'), [undefined, 2])
    },
  },
  {
    id: 'loader/cycles-are-linked-first',
    rule: 'L4',
    level: 'must',
    title: 'In a cycle of imports a function MUST be there before the module that declares it has run.',
    intent: 'Services that call each other would be undefined to one another.',
    async check(harness) {
      using files = project(harness, {
        'app.js': `import { even } from './even.js'\nimport { early } from './odd.js'\nexport const seen = [even(3), early]`,
        'even.js': `import { odd } from './odd.js'\nexport function even(n) { return n === 0 || odd(n - 1) }`,
        'odd.js': `import { even } from './even.js'\nexport function odd(n) { return n !== 0 && even(n - 1) }\nexport const early = even(2)`,
      })
      assert.deepEqual((await files.load()).exports['seen'], [false, true])
    },
  },
  {
    id: 'loader/uninitialised-bindings-throw',
    rule: 'L4',
    level: 'must',
    title: 'Reading what a module in a cycle has not initialised yet MUST throw a ReferenceError, and later give it.',
    intent: 'An undefined would travel far before it is noticed.',
    async check(harness) {
      using files = project(harness, {
        'app.js': `import { first } from './first.js'\nimport { early, late } from './second.js'\nexport const seen = [first, early, late()]`,
        'first.js': `import { late } from './second.js'\nexport const first = typeof late\nexport const value = 'set'`,
        'second.js': `import { value } from './first.js'\nconst read = () => { try { return value } catch (error) { return error.name } }\nexport const early = read()\nexport const late = () => value`,
      })
      assert.deepEqual((await files.load()).exports['seen'], ['function', 'ReferenceError', 'set'])
    },
  },
  {
    id: 'loader/top-level-await',
    rule: 'L4',
    level: 'must',
    title: 'A module MUST wait for what the modules that it imports await at their top level.',
    intent: 'The application would start without its configuration.',
    async check(harness) {
      using files = project(harness, {
        'app.js': `import { slow } from './slow.js'\nexport const seen = slow`,
        'slow.js': `export const slow = await new Promise((resolve) => setTimeout(resolve, 5, 'awaited'))`,
      })
      assert.equal((await files.load()).exports['seen'], 'awaited')
    },
  },
  {
    id: 'loader/rejected-await',
    rule: 'L4',
    level: 'must',
    title: 'Where a top-level await rejects, no importer MUST run, and each import reject with that error.',
    intent: 'The application would run without a database, and fail with every request.',
    async check(harness) {
      using files = project(harness, {
        ...log,
        'app.js': `import { log } from './log.js'\nexport const seen = log\n${attempt('importer.js')}`,
        'importer.js': `import { log } from './log.js'\nimport { bad } from './bad.js'\nlog.push('the importer ran')`,
        'bad.js': `export const bad = await new Promise((_, reject) => setTimeout(() => reject(new RangeError('no such region')), 2))`,
      })
      const graph = await files.load()
      const error = await call(graph, 'attempt')
      assert.ok(error instanceof RangeError, `it did not reject with that error, but gave ${String(error)}`)
      assert.deepEqual(graph.exports['seen'], [])
      files.write({ 'app.js': `import { bad } from './bad.js'\nexport const app = bad` })
      const rejection = await rejectionOf(files.load(), 'a load of it')
      assert.ok(rejection instanceof RangeError, `load rejected with another error: ${String(rejection)}`)
    },
  },
  {
    id: 'loader/awaits-in-a-cycle',
    rule: 'L4',
    level: 'must',
    title: 'Modules that import each other and await at their top level MUST all run.',
    intent: 'The start would hang without a word.',
    async check(harness) {
      using files = project(harness, {
        'app.js': `import { both } from './one.js'\nimport { first } from './two.js'\nexport const seen = [both(), first()]`,
        'one.js': `import { two } from './two.js'\nexport const one = await Promise.resolve('one')\nexport const both = () => one + two`,
        'two.js': `import { one } from './one.js'\nexport const two = await Promise.resolve('two')\nexport const first = () => one`,
      })
      const graph = await within(2_000, files.load(), 'the load of a cycle that awaits')
      assert.deepEqual(graph.exports['seen'], ['onetwo', 'one'])
    },
  },
  {
    id: 'loader/errors-are-kept',
    rule: 'L4',
    level: 'must',
    title: 'A module that has thrown MUST throw the same error again, without running again, for its generation only.',
    intent: 'Half of what it does would be done twice.',
    async check(harness) {
      const entry = attempt('bad.js')
      using files = project(harness, { 'app.js': entry, 'bad.js': `throw new RangeError('no such region')` })
      const graph = await files.load()
      const error = await call(graph, 'attempt')
      assert.ok(error instanceof RangeError, `import() did not reject with what was thrown, but gave ${String(error)}`)
      assert.equal(await call(graph, 'attempt'), error)
      files.write({ 'app.js': `${entry} // saved again` })
      assert.notEqual(await call(await files.load(), 'attempt'), error, 'the next generation has the same error')
    },
  },
]
