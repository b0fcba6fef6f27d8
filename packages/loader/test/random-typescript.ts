import fc from 'fast-check'
import { reporting } from './random-plan.ts'

const extensions = ['ts', 'ts', 'ts', 'ts', 'cts', 'cjs', 'mts', 'json'] as const

const randomPlan = fc.record({
  extension: fc.constantFrom(...extensions),
  imports: fc.array(fc.record({ to: fc.nat(20), kind: fc.nat(15), late: fc.boolean() }), { maxLength: 4 }),
  /** How its body is left early. */
  throws: fc.oneof(
    { weight: 12, arbitrary: fc.constant('never') },
    { weight: 1, arbitrary: fc.constantFrom('early', 'late') },
  ),
  /** Imported when the graph has been evaluated. */
  lazy: fc.option(fc.record({ to: fc.nat(20), variable: fc.boolean() }), { nil: undefined, freq: 2 }),
  /** How it exports. */
  shape: fc.nat(9),
  callsHoisted: fc.boolean(),
})

type Plan = Readonly<typeof randomPlan extends fc.Arbitrary<infer Value> ? Value : never>

/** Sources of a TypeScript program that is compiled to CommonJS, by file name, the entry first. */
export const randomTypeScript: fc.Arbitrary<Record<string, string>> = fc
  .array(randomPlan, { minLength: 1, maxLength: 7, size: 'max' })
  .map((plans) => {
    const [first] = plans
    if (first && first.extension !== 'ts') plans[0] = { ...first, extension: 'ts' }
    return Object.fromEntries(plans.map((plan, self) => [`m${self}.${plan.extension}`, source(plan, self, plans)]))
  })

const outputs: Record<Plan['extension'], string> = { ts: 'js', cts: 'cjs', cjs: 'cjs', mts: 'mjs', json: 'json' }

/** As it is imported: by the name of the output. */
function specifierOf(plans: readonly Plan[], index: number): string {
  const at = index % plans.length
  return `./m${at}.${outputs[plans[at]?.extension ?? 'ts']}`
}

function source(plan: Plan, self: number, plans: readonly Plan[]): string {
  switch (plan.extension) {
    case 'json':
      return JSON.stringify({ value: `value of m${self}`, nested: [self] })
    case 'mts':
      // A leaf: how Node fails to require ES modules in cycles is compared elsewhere.
      return [...reporting(self), `log('start')`, ...esExports(self, plan.shape), ''].join('\n')
    case 'cjs':
      return plainSource(plan, self, plans)
    case 'ts':
    case 'cts':
      return typedSource(plan, self, plans)
    default:
      return plan.extension satisfies never
  }
}

function plainSource({ imports, shape, throws }: Plan, self: number, plans: readonly Plan[]): string {
  return [
    ...reporting(self),
    `log('start')`,
    ...imports.map(({ to }, index) => required(specifierOf(plans, to), index)),
    shape % 2 === 0
      ? `module.exports = { value: 'value of m${self}', hoisted: (by) => by }`
      : `exports.value = 'value of m${self}'; exports.default = 'default of m${self}'`,
    ...(throws === 'late' ? [failing(self)] : []),
    '',
  ].join('\n')
}

function typedSource(plan: Plan, self: number, plans: readonly Plan[]): string {
  const { imports, shape, throws, callsHoisted } = plan
  const isWhole = shape > 7
  const statements = imports.map((each, index) => importing(each, index, self, plans, callsHoisted))
  const isLate = (index: number): boolean => imports[index]?.late ?? false
  const lines = [
    ...statements.flatMap(({ head }, index) => (isLate(index) ? [] : [head])),
    ...reporting(self).map((line) => line.replaceAll(/\((what|error|name|read|value|name, read)\) =>/g, typed)),
    `log('start ' + (this === exports) + __filename.slice(-4, -2) + Object.keys(exports) + (require.main === module))`,
    ...(throws === 'early' ? [failing(self)] : []),
    ...(isWhole ? whole(self, shape) : esExports(self, shape)),
    ...statements.flatMap(({ head, uses }, index) => (isLate(index) ? [head, ...uses] : uses)),
    ...(shape === 3 ? [`exports.extra = 'extra of m${self}'`] : []),
    ...lazily(plan, plans),
    ...(throws === 'late' ? [failing(self)] : []),
    `log('end ' + Object.keys(exports))`,
    '',
  ]
  if (!isWhole) return lines.join('\n')
  // Beside `export =` there are no other exports.
  return lines
    .map((line) => line.replace(/; export .*/, ''))
    .filter((line) => !line.startsWith('export ') || line.startsWith('export ='))
    .join('\n')
}

function failing(self: number): string {
  return `if (globalThis.__log) throw new TypeError('thrown by m${self}')`
}

function typed(_: string, names: string): string {
  return `(${names
    .split(', ')
    .map((name) => `${name}: any`)
    .join(', ')}) =>`
}

function required(specifier: string, index: number): string {
  const local = `i${index}`
  return `var ${local}; try { ${local} = require('${specifier}') } catch (error) { log('require ' + describe(error)) } see('${local}', () => typeof ${local} + keys(Object(${local})))`
}

interface Importing {
  readonly head: string
  readonly uses: readonly string[]
}

function importing(
  { to, kind }: Plan['imports'][number],
  index: number,
  self: number,
  plans: readonly Plan[],
  callsHoisted: boolean,
): Importing {
  const from = `'${specifierOf(plans, to)}'`
  const local = `i${index}`
  const tell = `see('${local}', () => typeof ${local} + (${local} === Object(${local}) ? keys(${local}) : ${local}))`
  switch (kind) {
    case 0:
      return { head: `import ${from}`, uses: [] }
    case 1:
      return { head: `import { value as ${local} } from ${from}`, uses: [tell] }
    case 2:
      return { head: `import ${local} from ${from}`, uses: [tell] }
    case 3:
      return { head: `import * as ${local} from ${from}`, uses: [tell, `see('${local}', () => ${local}.value)`] }
    case 4:
      return {
        head: `import { hoisted as ${local} } from ${from}`,
        uses: callsHoisted ? [`see('${local}', () => ${local}('${self}'))`] : [],
      }
    case 5:
      return { head: `export * from ${from}`, uses: [] }
    case 6:
      return { head: `export { value as v${self}_${index} } from ${from}`, uses: [] }
    case 7:
      return { head: `export * as n${self}_${index} from ${from}`, uses: [] }
    case 8:
      return {
        head: `import { value as ${local}, default as d${index} } from ${from}; export { ${local} as w${self}_${index}, d${index} }`,
        uses: [tell],
      }
    case 9:
      return {
        head: `import { counter as ${local}, increment as up${index} } from ${from}`,
        uses: [`see('${local}', () => { const before = ${local}; up${index}(); return before + '→' + ${local} })`],
      }
    case 10:
      return {
        head: `import ${local}, { value as v${index} } from ${from}; export { ${local} as c${self}_${index}, v${index} }`,
        uses: [tell, `see('v${index}', () => v${index})`],
      }
    case 11:
      return {
        head: `import ${local}, * as all${index} from ${from}`,
        uses: [tell, `see('all${index}', () => keys(all${index}) + (${local} === all${index}.default))`],
      }
    case 12:
      return { head: `import ${local} = require(${from})`, uses: [tell, `see('${local}', () => ${local}.value)`] }
    case 13:
      return { head: `export { default as d${self}_${index}, value as x${self}_${index} } from ${from}`, uses: [] }
    case 14:
      return {
        head: required(specifierOf(plans, to), index).replace('var', 'var').replace(`${local};`, `${local}: any;`),
        uses: [],
      }
    default:
      return { head: `import * as ${local} from ${from}; export { ${local} as s${self}_${index} }`, uses: [tell] }
  }
}

function esExports(self: number, shape: number): readonly string[] {
  const defaults = [
    `export default function () { return 'default of m${self}' }`,
    `export default class {}`,
    `export default class Named {}`,
    `export default () => 1`,
    `export default function named() {}`,
    `const chosen = { a: ${self} }; export default chosen`,
    `const listed = 'listed of m${self}'; export { listed as default, listed }`,
    ``,
  ]
  return [
    `export const value = 'value of m${self}'`,
    `export let counter = 0`,
    `export function increment() { counter++ }`,
    `export function hoisted(by: any) { return 'm${self} called by ' + by + ' ' + typeof counter }`,
    defaults[shape] ?? '',
    ...(shape % 2 === 0
      ? [`export enum Kind { One, Two }`, `export namespace Space { export const inner = Kind.Two }`]
      : []),
    ...(shape === 5
      ? [
          `export const { first, list: [second] } = { first: 1, list: [2] }; export class Declared { static seen = value }`,
        ]
      : []),
  ]
}

function whole(self: number, shape: number): readonly string[] {
  return shape === 8
    ? [
        `function callable() {}`,
        `callable.value = 'value of m${self}'`,
        `callable.hoisted = (by: any) => by`,
        `export = callable`,
      ]
    : [`const object = { value: 'value of m${self}', default: 'default of m${self}' }`, `export = object`]
}

function lazily({ lazy }: Plan, plans: readonly Plan[]): readonly string[] {
  if (lazy === undefined) return []
  const file = `'${specifierOf(plans, lazy.to)}'`
  const isJson = file.endsWith(`json'`)
  const from = lazy.variable && !isJson ? `[${file}].at(0)!` : file
  const attributes = isJson ? `, { with: { type: 'json' } }` : ''
  return [
    // A module that throws runs again whenever it is required.
    `if (globalThis.__lazy.length < 4) globalThis.__lazy.push(() => import(${from}${attributes}).then((ns: any) => log('lazy ' + keys(ns)), (error: any) => log('lazy ' + describe(error))))`,
  ]
}
