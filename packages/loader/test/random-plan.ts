import fc from 'fast-check'

const extensions = ['mjs', 'mjs', 'mts', 'esm.js', 'cjs', 'cjs.js', 'json'] as const

/** One module of a random graph: what it imports, exports and does, all by small numbers. */
export const randomPlan = fc.record({
  extension: fc.constantFrom(...extensions),
  imports: fc.array(fc.record({ to: fc.nat(20), kind: fc.nat(9) }), { maxLength: 4 }),
  awaits: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) }),
  /** How its body is left early. */
  throws: fc.oneof(
    { weight: 12, arbitrary: fc.constant('never') },
    { weight: 1, arbitrary: fc.constantFrom('early', 'late') },
  ),
  /** Imported when the graph has been evaluated. */
  lazy: fc.option(fc.record({ to: fc.nat(20), variable: fc.boolean(), again: fc.boolean() }), {
    nil: undefined,
    freq: 2,
  }),
  /** Imported and awaited at the top level. */
  eager: fc.option(fc.nat(20), { nil: undefined, freq: 6 }),
  callsHoisted: fc.boolean(),
  /** How a CommonJS module exports. */
  shape: fc.nat(4),
})

export type Plan = Readonly<typeof randomPlan extends fc.Arbitrary<infer Value> ? Value : never>

/** The other modules, as one module's source sees them. */
export interface Surroundings {
  readonly self: number
  readonly plans: readonly Plan[]
  /** May be awaited at the top level: it waits for nothing that waits for this module. */
  readonly mayAwait: (to: number) => boolean
}

export function fileOf(plans: readonly Plan[], index: number): string {
  const at = index % plans.length
  return `m${at}.${plans[at]?.extension}`
}

export function extensionOf(plans: readonly Plan[], index: number): Plan['extension'] | undefined {
  return plans[index % plans.length]?.extension
}

/** What the modules of a graph report with. */
export function reporting(self: number): string[] {
  return [
    `const log = (what) => globalThis.__log.push('m${self}: ' + what)`,
    `const describe = (error) => error?.name + ': ' + (error?.code ?? error?.message)`,
    `const see = (name, read) => { try { log(name + ' = ' + read()) } catch (error) { log(name + ' ' + describe(error)) } }`,
    `const keys = (value) => Reflect.ownKeys(value).filter((key) => typeof key === 'string').join()`,
  ]
}

/** What is imported when all has been evaluated. */
export function lazily({ lazy, extension }: Plan, plans: readonly Plan[]): string[] {
  if (lazy === undefined) return []
  const file = `'./${fileOf(plans, lazy.to)}'`
  const from = lazy.variable ? `[${file}].at(0)` : file
  const attributes = extensionOf(plans, lazy.to) === 'json' ? `, { with: { type: 'json' } }` : ''
  const parameters = extension === 'mts' ? ['(ns: object)', '(error: Error & { code?: string })'] : ['(ns)', '(error)']
  const told = `${parameters[0]} => log('lazy ' + keys(ns)), ${parameters[1]} => log('lazy ' + describe(error))`
  const load = `globalThis.__lazy.push(() => import(${from}${attributes}).then(${told}))`
  return lazy.again ? [load, load] : [load]
}
