import assert from 'node:assert/strict'
import { HotseatError, messageOf } from '@hotseat/core'
import type { Rule } from '../../rule.ts'
import { rejectionOf } from '../../settlement.ts'
import type { LoaderHarness } from '../harness.ts'
import { recordMetadata } from '../metadata.ts'
import { project } from '../project.ts'
import { tsconfig } from '../tsconfig.ts'

const needs = ['typescript', 'decoratorMetadata']
const entry = 'app.ts'
const decorated = { experimentalDecorators: true, emitDecoratorMetadata: true, target: 'es2022' }
const decorator = 'export const injectable = (_: Function): void => {}'

/** The types that are emitted for the parameters of `App`, by the names of their classes. */
async function emitted(harness: LoaderHarness, parameters: string, options: object = {}): Promise<readonly string[]> {
  using files = project(harness, {
    ...tsconfig({ ...decorated, ...options }),
    [entry]: `import { injectable } from './injectable'
import { Imported } from './imported'
enum Numbers { One, Two }
enum Texts { One = 'one' }
class Own {}
@injectable export class App { constructor(${parameters}) {} }
export const classes = [Own, Imported]`,
    'imported.ts': 'export class Imported {}',
    'injectable.ts': decorator,
  })
  using metadata = recordMetadata()
  await files.load({ entry })
  return metadata.parametersOf('App')
}

/** What decorators are told about types. */
export const metadata: readonly Rule<LoaderHarness>[] = [
  {
    id: 'loader/metadata-of-classes',
    rule: 'L7',
    level: 'must',
    needs,
    title: 'For a parameter that is a class, of the file or imported, that class MUST be emitted.',
    intent: 'A container could not know what to inject.',
    async check(harness) {
      assert.deepEqual(await emitted(harness, 'a: Own, private readonly b: Imported'), ['Own', 'Imported'])
    },
  },
  {
    id: 'loader/metadata-of-enums',
    rule: 'L7',
    level: 'must',
    needs,
    title: 'For a parameter that is an enum, what it is made of MUST be emitted: Number or String.',
    intent: 'A validator would refuse what is right.',
    async check(harness) {
      assert.deepEqual(await emitted(harness, 'a: Numbers, b: Texts'), ['Number', 'String'])
    },
  },
  {
    id: 'loader/metadata-of-arrays',
    rule: 'L7',
    level: 'must',
    needs,
    title: 'For a parameter that is an array or a tuple, Array MUST be emitted.',
    intent: 'A validator would refuse what is right.',
    async check(harness) {
      const parameters = 'a: Own[], b: readonly string[], c: [string, Own]'
      assert.deepEqual(await emitted(harness, parameters), ['Array', 'Array', 'Array'])
    },
  },
  {
    id: 'loader/metadata-of-unions',
    rule: 'L7',
    level: 'must',
    needs,
    title:
      'For a union with null, the other type MUST be emitted without strictNullChecks, and Object with it, as tsc does.',
    intent: 'An optional dependency would be injected in one build and not in the other.',
    async check(harness) {
      const parameters = 'a: Own | null, b: string | null'
      assert.deepEqual(await emitted(harness, parameters, { strictNullChecks: false }), ['Own', 'String'])
      assert.deepEqual(await emitted(harness, parameters, { strictNullChecks: true }), ['Object', 'Object'])
    },
  },
  {
    id: 'loader/metadata-in-a-cycle',
    rule: 'L7',
    level: 'must',
    needs,
    title: 'Where a cycle of imports keeps a class from being there, load MUST reject and name the files of the cycle.',
    intent: 'A silent Object would be injected as undefined, and fail far away.',
    async check(harness) {
      const service = (name: string, other: string): string =>
        `import { ${other} } from './${other}'\nimport { injectable } from './injectable'\n@injectable export class ${name} { constructor(readonly other: ${other}) {} }`
      using files = project(harness, {
        ...tsconfig(decorated),
        [entry]: `export { First } from './First'`,
        'First.ts': service('First', 'Second'),
        'Second.ts': service('Second', 'First'),
        'injectable.ts': decorator,
      })
      using _ = recordMetadata()
      const error = await rejectionOf(files.load({ entry }), 'a cycle that metadata needs')
      assert.ok(HotseatError.is(error), `it is no HotseatError: ${messageOf(error)}`)
      const unnamed = ['First.ts', 'Second.ts'].filter((file) => !error.message.includes(files.path(file)))
      assert.deepEqual(unnamed, [], error.message)
    },
  },
]
