import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runRule, runRules, type Kind, type Outcome } from '../src/index.ts'
import { isolateRejections } from '../src/rejections.ts'

/**
 * Every rule passes on the adapter without a fault, and each has a fault that it catches: it, and it first.
 *
 * @param faults by the id of the rule that has to catch them
 */
export function describeKills<Harness, Fault extends string>(
  kind: Kind<Harness>,
  faults: Readonly<Record<string, Fault>>,
  harnessWith: (fault?: Fault) => Harness,
  /** Milliseconds for one rule, which is to be much more than it needs; and how many are tried at once. */
  { timeout, atOnce = 1 }: { readonly timeout: number; readonly atOnce?: number },
): void {
  const outcomes = new Map<Fault, (Outcome['status'] | undefined)[]>()
  const unshown = new Map<string, string>()
  const runs = new Map(Object.values(faults).map((fault) => [fault, Promise.withResolvers<void>()]))

  /** What comes after the rule that has to catch it is of interest only if the whole matrix is asked for. */
  function jobsOf([id, fault]: [string, Fault]): readonly Job[] {
    const isWhole = process.env['KILL_MATRIX'] === 'all'
    const own = kind.rules.findIndex((rule) => rule.id === id)
    const seen: (Outcome['status'] | undefined)[] = []
    outcomes.set(fault, seen)
    const rules = isWhole ? kind.rules : kind.rules.slice(0, own + 1)
    let left = rules.length
    return rules.map((rule, index) => ({
      isAlone: rule.alone === true,
      async run() {
        // Of its own, for rules run at the same time.
        seen[index] = (await runRule(kind, rule, harnessWith(fault), { timeout })).status
        left -= 1
        if (left === 0) runs.get(fault)?.resolve()
      },
    }))
  }

  async function runAll(): Promise<void> {
    const jobs = Object.entries(faults).flatMap(jobsOf)
    const rest = jobs.filter(({ isAlone }) => !isAlone)
    const worker = async (): Promise<void> => {
      for (let next = rest.shift(); next; next = rest.shift()) await next.run()
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
    for (const job of jobs.filter(({ isAlone }) => isAlone)) await job.run()
  }

  // The last ones wait for all the others.
  describe(`the rules for ${kind.name}s`, { timeout: 300_000 }, () => {
    // Of what a fault leaves behind nothing may reach vitest.
    let rejections: Disposable | undefined
    beforeAll(() => {
      rejections = isolateRejections()
    })
    afterAll(async () => {
      await setTimeout(15)
      rejections?.[Symbol.dispose]()
    })

    test('all hold for the adapter without a fault', async () => {
      const { results, conforms } = await runRules(kind, harnessWith())
      const capabilities = kind.capabilitiesOf(harnessWith())
      for (const { id, needs = [] } of kind.rules) {
        const outcome = results.find(({ rule }) => rule.id === id)?.outcome
        // One that lacks no capability cannot be shown on this machine.
        if (outcome?.status !== 'skipped' || needs.some((name) => !capabilities[name])) continue
        unshown.set(id, outcome.reason)
      }
      // Also if one does not hold: the tests below wait for it.
      void runAll()
      const others = results.filter(({ rule }) => !unshown.has(rule.id))
      expect(others.filter(({ outcome }) => outcome.status !== 'passed')).toEqual([])
      expect(conforms).toBe(true)
    })

    test('each has its fault', () => {
      expect(Object.keys(faults).toSorted()).toEqual(kind.rules.map(({ id }) => id).toSorted())
    })

    test.for(Object.entries(faults))('%s catches: %s', async ([id, fault], { skip }) => {
      skip(unshown.has(id), unshown.get(id))
      await runs.get(fault)?.promise
      const seen = outcomes.get(fault) ?? []
      expect(kind.rules[seen.indexOf('failed')]?.id).toBe(id)
    })

    afterAll(() => console.log(killMatrix(kind, outcomes)))
  })
}

/** One rule, tried on one fault. */
interface Job {
  readonly isAlone: boolean
  run(): Promise<void>
}

/** A line for each fault, a column for each rule; blank is what comes after the rule that has to catch it. */
function killMatrix(
  kind: Pick<Kind<never>, 'rules'>,
  outcomes: ReadonlyMap<string, readonly (string | undefined)[]>,
): string {
  const width = Math.max(...[...outcomes.keys()].map(({ length }) => length))
  const cell = (text: string): string => text.padStart(4)
  const lines = [...outcomes].map(
    ([fault, seen]) => fault.padEnd(width) + seen.map((status) => cell(status === 'failed' ? '✗' : '·')).join(''),
  )
  return ['', ' '.repeat(width) + kind.rules.map(({ rule }) => cell(rule)).join(''), ...lines, ''].join('\n')
}
