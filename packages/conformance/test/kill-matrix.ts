import { setTimeout } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { runRule, runRules, type Kind, type Outcome } from '../src/index.ts'
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
  /** Milliseconds for one rule, which is to be much more than it needs. */
  timeout: number,
): void {
  const outcomes = new Map<Fault, readonly Outcome['status'][]>()

  /** Of what a fault leaves behind nothing may reach vitest. */
  async function isolated<Value>(work: () => Promise<Value>): Promise<Value> {
    using _isolated = isolateRejections()
    const value = await work()
    await setTimeout(15)
    return value
  }

  /** Goes on after the first failure only if the whole matrix is asked for. */
  async function run(fault: Fault): Promise<readonly Outcome['status'][]> {
    const harness = harnessWith(fault)
    const seen: Outcome['status'][] = []
    for (const rule of kind.rules) {
      const { status } = await runRule(kind, rule, harness, { timeout })
      seen.push(status)
      if (status === 'failed' && process.env['KILL_MATRIX'] !== 'all') break
    }
    return seen
  }

  describe(`the rules for ${kind.name}s`, { timeout: 120_000 }, () => {
    test('all hold for the adapter in memory', async () => {
      const { results, conforms } = await isolated(() => runRules(kind, harnessWith()))
      expect(results.filter(({ outcome }) => outcome.status !== 'passed')).toEqual([])
      expect(conforms).toBe(true)
    })

    test('each has its fault', () => {
      expect(Object.keys(faults).toSorted()).toEqual(kind.rules.map(({ id }) => id).toSorted())
    })

    test.for(Object.entries(faults))('%s catches: %s', async ([id, fault]) => {
      const seen = await isolated(() => run(fault))
      outcomes.set(fault, seen)
      expect(kind.rules[seen.indexOf('failed')]?.id).toBe(id)
    })

    afterAll(() => console.log(killMatrix(kind, outcomes)))
  })
}

/** A line for each fault, a column for each rule; blank is what was not run after the first failure. */
function killMatrix(kind: Pick<Kind<never>, 'rules'>, outcomes: ReadonlyMap<string, readonly string[]>): string {
  const width = Math.max(...[...outcomes.keys()].map(({ length }) => length))
  const cell = (text: string): string => text.padStart(4)
  const lines = [...outcomes].map(
    ([fault, seen]) => fault.padEnd(width) + seen.map((status) => cell(status === 'failed' ? '✗' : '·')).join(''),
  )
  return ['', ' '.repeat(width) + kind.rules.map(({ rule }) => cell(rule)).join(''), ...lines, ''].join('\n')
}
