import fc from 'fast-check'
import { commonJsSource } from './random-commonjs.ts'
import { esModuleSource } from './random-esm.ts'
import { fileOf, randomPlan, type Plan, type Surroundings } from './random-plan.ts'

/**
 * Sources by file name, the entry first. They report what they do to `globalThis.__log`, and leave what they
 * import lazily in `globalThis.__lazy`, to be run one after the other: how long an import takes is no promise.
 */
export const randomModules: fc.Arbitrary<Record<string, string>> = fc
  .array(randomPlan, { minLength: 1, maxLength: 8, size: 'max' })
  .map((plans) => {
    const [first] = plans
    // Node imports JSON by attribute only.
    if (first?.extension === 'json') plans[0] = { ...first, extension: 'mjs' }
    const eager = eagerModule(plans)
    return Object.fromEntries(
      plans.map((each, self) => [
        fileOf(plans, self),
        source(each, { self, plans, mayAwait: (to) => self === eager && !reaches(plans, to, self) }),
      ]),
    )
  })

function source(each: Plan, around: Surroundings): string {
  if (each.extension === 'json') return JSON.stringify({ value: `value of m${around.self}`, nested: [around.self] })
  return each.extension.startsWith('cjs') ? commonJsSource(each, around) : esModuleSource(each, around)
}

/** The one module that may await an import: more of them, or of other awaits, would race. */
function eagerModule(plans: readonly Plan[]): number | undefined {
  if (plans.some(({ awaits }) => awaits > 0)) return undefined
  const index = plans.findIndex(({ eager }) => eager !== undefined)
  return index === -1 ? undefined : index
}

function reaches(plans: readonly Plan[], from: number, wanted: number): boolean {
  const queue = [from % plans.length]
  const seen = new Set(queue)
  for (const index of queue) {
    if (index === wanted) return true
    for (const { to } of plans[index]?.imports ?? []) {
      const next = to % plans.length
      if (!seen.has(next)) queue.push(next)
      seen.add(next)
    }
  }
  return false
}
