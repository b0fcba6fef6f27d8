import { extensionOf, fileOf, lazily, reporting, type Plan, type Surroundings } from './random-plan.ts'

/** The source of an ES module of a random graph. */
export function esModuleSource(plan: Plan, { self, plans, mayAwait }: Surroundings): string {
  const { imports, awaits, throws, eager, callsHoisted, extension } = plan
  const head: string[] = []
  const body: string[] = []
  for (const [index, { to, kind }] of imports.entries()) {
    const isJson = extensionOf(plans, to) === 'json'
    const from = `'./${fileOf(plans, to)}'${isJson ? ` with { type: 'json' }` : ''}`
    const local = `i${index}`
    switch (isJson ? ([0, 2, 3, 7][kind % 4] ?? 0) : kind) {
      case 0:
        head.push(`import ${from}`)
        break
      case 1:
        head.push(`import { value as ${local} } from ${from}`)
        body.push(`see('${local}', () => ${local})`)
        break
      case 2:
        head.push(`import ${local} from ${from}`)
        body.push(
          `see('${local}', () => typeof ${local} + (typeof ${local} === 'object' ? keys(${local}) : ${local}.name))`,
        )
        break
      case 3:
        head.push(`import * as ${local} from ${from}`)
        body.push(`see('${local}', () => keys(${local}))`, `see('${local}', () => ${local}.value)`)
        if (callsHoisted)
          body.push(`see('${local}', () => { ${local}.value = 1 })`, `see('${local}', () => 'value' in ${local})`)
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
      case 8:
        head.push(
          `import { value as ${local}, default as d${index} } from ${from}`,
          `export { ${local} as w${self}_${index}, d${index} }`,
        )
        break
      default:
        head.push(`import { counter as ${local}, increment as up${index} } from ${from}`)
        body.push(`see('${local}', () => { const before = ${local}; up${index}(); return before + '→' + ${local} })`)
    }
  }
  if (eager !== undefined && mayAwait(eager)) {
    const attributes = extensionOf(plans, eager) === 'json' ? `, { with: { type: 'json' } }` : ''
    body.push(
      `globalThis.__pending++`,
      `try { log('eager ' + keys(await import('./${fileOf(plans, eager)}'${attributes}))) } catch (error) { log('eager ' + describe(error)) } finally { globalThis.__pending-- }`,
    )
  }
  if (awaits > 0) body.push(`for (let i = 0; i < ${awaits}; i++) { await null; log('awaited ' + i) }`)
  const fails = `if (globalThis.__log) throw new TypeError('thrown by m${self}')`
  const typed = extension === 'mts' ? ': number' : ''
  return [
    ...head,
    ...reporting(self),
    `log('start')`,
    ...(throws === 'early' ? [fails] : []),
    `export const value = 'value of m${self}'`,
    `export let counter${typed} = 0`,
    `export function increment() { counter++ }`,
    `export function hoisted(by${typed && ': string'}) { return 'm${self} called by ' + by }`,
    self % 2 === 0 ? 'export default function () {}' : 'export default class {}',
    ...body,
    ...lazily(plan, plans),
    ...(throws === 'late' ? [fails] : []),
    `log('end')`,
    '',
  ].join('\n')
}
