import assert from 'node:assert/strict'
import type { Rule } from '../../rule.ts'
import type { LoaderHarness } from '../harness.ts'
import { errorOf, project } from '../project.ts'
import { tsconfig } from '../tsconfig.ts'

const entry = 'app.ts'

/** What a base class puts into a field that its subclass declares, is kept or not. */
const fields = `class Base { constructor() { Object.assign(this, { injected: 'by the base' }) } }
class Child extends Base { declare never: string; injected?: string }
export const seen = new Child().injected`

const failing = `interface Options {
  readonly text?: string
}

export function fail(options: Options = {}): never {
  throw new RangeError(options.text ?? 'no such region')
}
`

/** The stack of what `fail` throws leads to line and column 9 of the entry. */
async function checkStack(graph: Parameters<typeof errorOf>[0], line: number): Promise<void> {
  const { stack = '' } = await errorOf(graph, 'fail')
  assert.ok(stack.includes(`${entry}:${line}:9`), `the stack does not lead to ${entry}:${line}:9: ${stack}`)
}

/** TypeScript, as its tsconfig.json says. */
export const typescript: readonly Rule<LoaderHarness>[] = [
  {
    id: 'loader/compiles-typescript',
    rule: 'L6',
    level: 'must',
    needs: ['typescript'],
    title: 'Types MUST be left away, and enums, namespaces and parameter properties do what TypeScript says.',
    intent: 'Code that Node’s own type stripping refuses would be refused here too.',
    async check(harness) {
      using files = project(harness, {
        [entry]: `import type { Shape } from './shape.ts'
enum Size { Small = 1, Large }
namespace Sizes { export const all: number = Size.Large }
class Box implements Shape { constructor(readonly size: Size, private text?: string) {} }
export const seen = [new Box(Size.Large).size, Size[1], Sizes.all satisfies number]`,
        'shape.ts': 'export interface Shape { readonly size: number }',
      })
      assert.deepEqual((await files.load({ entry })).exports['seen'], [2, 'Small', 2])
    },
  },
  {
    id: 'loader/resolves-as-typescript',
    rule: 'L6',
    level: 'must',
    needs: ['typescript'],
    title: 'Imports MUST be found as TypeScript finds them: without extension, with that of the output, and folders.',
    intent: 'What the editor finds would not be there when it runs.',
    async check(harness) {
      using files = project(harness, {
        [entry]: ['./written.js', './bare', './folder', './plain.js']
          .map((specifier, index) => `export { name as n${index} } from '${specifier}'`)
          .join('\n'),
        'written.ts': `export const name = 'written.ts'`,
        'bare.ts': `export const name = 'bare.ts'`,
        'folder/index.ts': `export const name = 'folder/index.ts'`,
        'plain.js': `export const name = 'plain.js'`,
      })
      const names = Object.values((await files.load({ entry })).exports)
      assert.deepEqual(names, ['written.ts', 'bare.ts', 'folder/index.ts', 'plain.js'])
    },
  },
  {
    id: 'loader/follows-paths',
    rule: 'L6',
    level: 'must',
    needs: ['typescript'],
    title: 'Imports MUST be found by the paths of the tsconfig.json.',
    intent: 'Every import that begins with @/ would have to be rewritten.',
    async check(harness) {
      using files = project(harness, {
        ...tsconfig({ paths: { '@/*': ['./lib/*'] } }),
        [entry]: `export { name } from '@/part'`,
        'lib/part.ts': `export const name: string = 'by path'`,
      })
      assert.equal((await files.load({ entry })).exports['name'], 'by path')
    },
  },
  {
    id: 'loader/fields-as-set',
    rule: 'L6',
    level: 'must',
    needs: ['typescript'],
    title:
      'A field without a value MUST be defined or left alone as useDefineForClassFields says, or target without it.',
    intent: 'What property injection has put there would be gone, or not.',
    async check(harness) {
      const kept = 'by the base'
      for (const [options, seen] of [
        [{ useDefineForClassFields: true, target: 'es2020' }, undefined],
        [{ useDefineForClassFields: false, target: 'es2022' }, kept],
        [{ target: 'es2022' }, undefined],
        [{ target: 'es2021' }, kept],
      ] as const) {
        using files = project(harness, { ...tsconfig(options), [entry]: fields })
        assert.equal((await files.load({ entry })).exports['seen'], seen, JSON.stringify(options))
      }
    },
  },
  {
    id: 'loader/follows-extends',
    rule: 'L6',
    level: 'must',
    needs: ['typescript'],
    title:
      'Settings MUST come also from what the tsconfig.json extends, their paths relative to where they are written.',
    intent: 'In a monorepo with one base for all, none of its settings would hold.',
    async check(harness) {
      using files = project(harness, {
        ...tsconfig({}, { extends: './config/base.json' }),
        ...tsconfig({ paths: { '@/*': ['../lib/*'] } }, {}, 'config/base.json'),
        [entry]: `export { name } from '@/part'`,
        'lib/part.ts': `export const name: string = 'by path'`,
      })
      assert.equal((await files.load({ entry })).exports['name'], 'by path')
    },
  },
  {
    id: 'loader/settings-are-source',
    rule: 'L6',
    level: 'must',
    needs: ['typescript'],
    title:
      'The context MUST be asked for each tsconfig.json that is used, and a changed one hold for the next generation.',
    intent: 'A changed setting would need a restart, and go unnoticed.',
    async check(harness) {
      const base = 'config/base.json'
      const setting = (useDefineForClassFields: boolean): Record<string, string> =>
        tsconfig({ useDefineForClassFields }, {}, base)
      using files = project(harness, {
        ...tsconfig({}, { extends: `./${base}` }),
        ...setting(true),
        [entry]: fields,
      })
      assert.equal((await files.load({ entry })).exports['seen'], undefined)
      const unknown = ['tsconfig.json', base].filter((file) => !files.asked.has(files.path(file)))
      assert.deepEqual(unknown, [], 'the context was not asked for them')
      files.write(setting(false))
      assert.equal((await files.load({ entry })).exports['seen'], 'by the base')
    },
  },
  {
    id: 'loader/stacks-lead-to-the-source',
    rule: 'L8',
    level: 'must',
    needs: ['typescript'],
    title: 'The stack of an error MUST have line and column in the TypeScript source.',
    intent: 'A click on a stack would lead elsewhere.',
    async check(harness) {
      using files = project(harness, { [entry]: failing })
      await checkStack(await files.load({ entry }), 6)
    },
  },
  {
    id: 'loader/stacks-after-an-edit',
    rule: 'L8',
    level: 'must',
    needs: ['typescript'],
    title: 'After an edit stacks MUST lead to the new source, and those of older generations to theirs.',
    intent: 'After the first save stacks would lead to lines of yesterday.',
    async check(harness) {
      using files = project(harness, { [entry]: failing })
      const first = await files.load({ entry })
      files.write({ [entry]: `\n\n\n${failing}` })
      const second = await files.load({ entry })
      await checkStack(second, 9)
      await checkStack(first, 6)
    },
  },
  {
    id: 'loader/locates-errors',
    rule: 'L8',
    level: 'must',
    needs: ['locates', 'typescript'],
    title: 'What locate says of an error MUST be file, line and column in the source.',
    intent: 'The page that shows an error would point at the wrong line.',
    async check(harness) {
      using files = project(harness, { [entry]: failing })
      const error = await errorOf(await files.load({ entry }), 'fail')
      const { file, line, column } = files.loader.locate?.(error) ?? {}
      assert.deepEqual({ file, line, column }, { file: files.path(entry), line: 6, column: 9 })
    },
  },
]
