import assert from 'node:assert/strict'
import { HotseatError, messageOf } from '@hotseat/core'
import type { Rule } from '../../rule.ts'
import { rejectionOf } from '../../settlement.ts'
import type { LoaderHarness } from '../harness.ts'
import { member, project } from '../project.ts'

const app = {
  'app.js': `import { part } from './part.js'\nexport const app = { part }`,
  'part.js': `export const part = 'right'`,
}

/** What cannot be loaded, and what loading leaves behind. */
export const failures: readonly Rule<LoaderHarness>[] = [
  {
    id: 'loader/reads-through-the-context',
    rule: 'L2',
    level: 'must',
    title: 'Every source file MUST be read through the context’s files.',
    intent: 'A file that changes while a generation is built would go unnoticed.',
    async check(harness) {
      using files = project(harness, app)
      await files.load()
      const missing = Object.keys(app).filter((file) => !files.read.has(files.path(file)))
      assert.deepEqual(missing, [])
    },
  },
  {
    id: 'loader/reads-a-content-once',
    rule: 'L1',
    level: 'should',
    needs: ['reuse'],
    title: 'A file SHOULD be read, and compiled, once for each of its contents; asking for its hash is enough then.',
    intent: 'A save would cost what the first start did.',
    async check(harness) {
      using files = project(harness, app)
      await files.load()
      files.write({ 'part.js': `export const part = 'changed'` })
      await files.load()
      const reads = Object.keys(app).map((file) => [file, files.read.get(files.path(file))])
      assert.deepEqual(Object.fromEntries(reads), { 'app.js': 1, 'part.js': 2 })
    },
  },
  {
    id: 'loader/syntax-errors-have-a-place',
    rule: 'L10',
    level: 'must',
    title: 'Source that does not parse MUST reject with a HotseatError that has its file and line.',
    intent: 'Someone would look for a missing bracket in every file of the application.',
    async check(harness) {
      using files = project(harness, { ...app, 'part.js': `export const fine = 1\nexport const = 'broken'` })
      const error = await rejectionOf(files.load(), 'broken source')
      assert.ok(HotseatError.is(error), `it is no HotseatError: ${messageOf(error)}`)
      assert.equal(error.location?.file, files.path('part.js'))
      assert.equal(error.location?.line, 2)
    },
  },
  {
    id: 'loader/syntax-errors-show-the-line',
    rule: 'L10',
    level: 'must',
    title: 'Source that does not parse MUST reject with the column where it goes wrong, and with the lines around it.',
    intent: 'One would have to open the file to see what is meant.',
    async check(harness) {
      const broken = 'const fine = 1; const broken = ;'
      using files = project(harness, { ...app, 'part.js': `export const part = 1\n${broken}` })
      const error = await rejectionOf(files.load(), 'broken source')
      assert.ok(HotseatError.is(error), `it is no HotseatError: ${messageOf(error)}`)
      assert.equal(error.location?.column, broken.lastIndexOf(';') + 1)
      assert.ok(error.location?.frame?.includes(broken), `its frame lacks the line: ${error.location?.frame}`)
    },
  },
  {
    id: 'loader/importers-are-named',
    rule: 'L10',
    level: 'must',
    title: 'The error for source that does not parse MUST name who imports it, up to the entry.',
    intent: 'Nobody would know why a file is loaded that should not be.',
    async check(harness) {
      using files = project(harness, {
        'app.js': `import { middle } from './middle.js'\nexport const app = middle`,
        'middle.js': `import { part } from './part.js'\nexport const middle = part`,
        'part.js': 'export const = 1',
      })
      const error = await rejectionOf(files.load(), 'broken source')
      const unnamed = ['middle.js', 'app.js'].filter((file) => !messageOf(error).includes(file))
      assert.deepEqual(unnamed, [], messageOf(error))
    },
  },
  {
    id: 'loader/missing-modules-are-named',
    rule: 'L10',
    level: 'must',
    title:
      'An import of what is not there MUST reject with a HotseatError that names the specifier and has the importing file.',
    intent: 'A typing error in a path would be a riddle.',
    async check(harness) {
      using files = project(harness, {
        ...app,
        'part.js': `import { gone } from './gone.js'\nexport const part = gone`,
      })
      const error = await rejectionOf(files.load(), 'an import of nothing')
      assert.ok(HotseatError.is(error), `it is no HotseatError: ${messageOf(error)}`)
      assert.ok(error.message.includes('./gone.js'), `it does not name ./gone.js: ${error.message}`)
      assert.equal(error.location?.file, files.path('part.js'))
    },
  },
  {
    id: 'loader/thrown-errors-pass',
    rule: 'L10',
    level: 'must',
    title: 'What the application’s own top-level code throws MUST be what load rejects with.',
    intent: 'The reason would be hidden behind “could not be loaded”.',
    async check(harness) {
      const thrower = `throw new RangeError('no such region')`
      using files = project(harness, { ...app, 'part.js': `export const part = 1\n${thrower}` })
      const error = await rejectionOf(files.load(), 'a module that throws')
      assert.ok(error instanceof RangeError, `it is another error: ${messageOf(error)}`)
      assert.equal(error.message, 'no such region')
    },
  },
  {
    id: 'loader/recovers',
    rule: 'L10',
    level: 'must',
    title: 'After a load that failed the older generation MUST work as before, and the next good save load.',
    intent: 'One typing error would need a restart.',
    async check(harness) {
      using files = project(harness, app)
      const first = await files.load()
      files.write({ 'part.js': 'export const = 1' })
      await rejectionOf(files.load(), 'broken source')
      const { part } = await first.import('./part.js')
      assert.equal(part, 'right')
      files.write({ 'part.js': `export const part = 'mended'` })
      assert.equal(member((await files.load()).exports['app'], 'part'), 'mended')
    },
  },
  {
    id: 'loader/heeds-abort',
    rule: 'L2',
    level: 'must',
    title: 'A load whose signal has fired before it begins MUST reject with the reason.',
    intent: 'A save would wait for a build that nobody wants any more.',
    async check(harness) {
      using files = project(harness, app)
      const overtaken = new Error('overtaken')
      assert.equal(
        await rejectionOf(files.load({ signal: AbortSignal.abort(overtaken) }), 'an aborted load'),
        overtaken,
      )
    },
  },
]
