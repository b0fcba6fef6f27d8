import { setTimeout } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { runRules, type Kind, type Report } from '../src/index.ts'
import { isolateRejections } from '../src/rejections.ts'

/**
 * Every rule passes on the adapter in memory, and each has a fault that it catches: it, and it first.
 *
 * @param faults by the id of the rule that has to catch them
 */
export function describeKills<Harness, Fault extends string>(
  kind: Kind<Harness>,
  faults: Readonly<Record<string, Fault>>,
  harnessWith: (fault?: Fault) => Harness,
): void {
  const killed = new Map<string, readonly string[]>()

  async function run(fault?: Fault): Promise<Report> {
    // Of what a fault leaves behind nothing may reach vitest.
    using _isolated = isolateRejections()
    const report = await runRules(kind, harnessWith(fault), { timeout: 10_000 })
    await setTimeout(15)
    return report
  }

  describe(`the rules for ${kind.name}s`, { timeout: 120_000 }, () => {
    test('all hold for the adapter in memory', async () => {
      const { results, conforms } = await run()
      expect(results.filter(({ outcome }) => outcome.status !== 'passed')).toEqual([])
      expect(conforms).toBe(true)
    })

    test('each has its fault', () => {
      expect(Object.keys(faults).toSorted()).toEqual(kind.rules.map(({ id }) => id).toSorted())
    })

    test.for(Object.entries(faults))('%s catches: %s', async ([id, fault]) => {
      const { results } = await run(fault)
      const failed = results.filter(({ outcome }) => outcome.status === 'failed').map(({ rule }) => rule.id)
      killed.set(fault, failed)
      expect(failed[0], `caught by ${failed.join(', ') || 'nothing'}`).toBe(id)
    })

    afterAll(() => console.log(killMatrix(kind, killed)))
  })
}

/** A line for each fault, a column for each rule. */
function killMatrix(kind: Pick<Kind<never>, 'rules'>, killed: ReadonlyMap<string, readonly string[]>): string {
  const width = Math.max(...[...killed.keys()].map(({ length }) => length))
  const cell = (text: string): string => text.padStart(4)
  const lines = [...killed].map(([fault, failed]) => {
    const marks = kind.rules.map(({ id }) => cell(failed.includes(id) ? '✗' : '·'))
    return fault.padEnd(width) + marks.join('')
  })
  return ['', ' '.repeat(width) + kind.rules.map(({ rule }) => cell(rule)).join(''), ...lines, ''].join('\n')
}
