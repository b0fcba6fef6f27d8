import fc from 'fast-check'

/** One module of a random graph: what it imports, exports and does, all by small numbers. */
interface Plan {
  readonly imports: readonly { readonly to: number; readonly kind: number }[]
  readonly await: number
  readonly throws: boolean
  readonly lazy: number | undefined
  readonly callsHoisted: boolean
}

const plan = (size: number): fc.Arbitrary<Plan> =>
  fc.record({
    imports: fc.array(fc.record({ to: fc.nat(size - 1), kind: fc.nat(8) }), { maxLength: 4 }),
    await: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) }),
    throws: fc.integer({ min: 0, max: 19 }).map((number) => number === 0),
    lazy: fc.option(fc.nat(size - 1), { nil: undefined, freq: 4 }),
    callsHoisted: fc.boolean(),
  })

/**
 * Sources by file name; the entry is `m0.mjs`. They report what they do to `globalThis.__log`, and leave what they
 * import lazily in `globalThis.__lazy`, to be run one after the other: how long an import takes is no promise.
 */
export const randomModules: fc.Arbitrary<Record<string, string>> = fc
  .integer({ min: 1, max: 7 })
  .chain((size) => fc.array(plan(size), { minLength: size, maxLength: size }))
  .map((plans) => Object.fromEntries(plans.map((each, index) => [`m${index}.mjs`, source(index, each)])))

function source(self: number, { imports, await: awaits, throws, lazy, callsHoisted }: Plan): string {
  const head: string[] = []
  const body: string[] = [`log('start')`]
  for (const [index, { to, kind }] of imports.entries()) {
    const from = `'./m${to}.mjs'`
    const local = `i${index}`
    switch (kind) {
      case 0:
        head.push(`import ${from}`)
        break
      case 1:
        head.push(`import { value as ${local} } from ${from}`)
        body.push(`see('${local}', () => ${local})`)
        break
      case 2:
        head.push(`import ${local} from ${from}`)
        body.push(`see('${local}', () => typeof ${local} + ${local}.name)`)
        break
      case 3:
        head.push(`import * as ${local} from ${from}`)
        body.push(
          `see('${local}', () => Reflect.ownKeys(${local}).filter((key) => typeof key === 'string').join())`,
          `see('${local}', () => ${local}.value)`,
        )
        break
      case 4:
        head.push(`import { hoisted as ${local} } from ${from}`)
        if (callsHoisted) body.push(`see('${local}', () => ${local}('${self}'))`)
        break
      case 5:
        head.push(`export * from ${from}`)
        break
      case 6:
        head.push(`export { value as v${self}_${index} } from ${from}`)
        break
      case 7:
        head.push(`export * as n${self}_${index} from ${from}`)
        break
      default:
        head.push(`import { counter as ${local}, increment as up${index} } from ${from}`)
        body.push(`see('${local}', () => { const before = ${local}; up${index}(); return before + '→' + ${local} })`)
    }
  }
  if (awaits > 0) body.push(`for (let i = 0; i < ${awaits}; i++) { await null; log('awaited ' + i) }`)
  if (lazy !== undefined) {
    const told = `(ns) => log('lazy ' + Object.keys(ns).join()), (error) => log('lazy ' + describe(error))`
    body.push(`globalThis.__lazy.push(() => import('./m${lazy}.mjs').then(${told}))`)
  }
  if (throws) body.push(`throw new TypeError('thrown by m${self}')`)
  return [
    ...head,
    `const log = (what) => globalThis.__log.push('m${self}: ' + what)`,
    `const describe = (error) => error.name + ': ' + error.message`,
    `const see = (name, read) => { try { log(name + ' = ' + read()) } catch (error) { log(name + ' ' + describe(error)) } }`,
    ...body.slice(0, 1),
    `export const value = 'value of m${self}'`,
    `export let counter = 0`,
    `export function increment() { counter++ }`,
    `export function hoisted(by) { return 'm${self} called by ' + by }`,
    self % 2 === 0 ? 'export default function () {}' : 'export default class {}',
    ...body.slice(1),
    `log('end')`,
    '',
  ].join('\n')
}
