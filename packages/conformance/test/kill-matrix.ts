import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
  /** Milliseconds for one rule, which is to be much more than it needs; and how many faults are tried at once. */
  { timeout, atOnce = 1 }: { readonly timeout: number; readonly atOnce?: number },
): void {
  const outcomes = new Map<Fault, readonly Outcome['status'][]>()
  const runs = new Map(Object.values(faults).map((fault) => [fault, Promise.withResolvers<void>()]))

  /** Goes on after the first failure only if the whole matrix is asked for. */
  async function run(fault: Fault): Promise<void> {
    const harness = harnessWith(fault)
    const seen: Outcome['status'][] = []
    for (const rule of kind.rules) {
      const { status } = await runRule(kind, rule, harness, { timeout })
      seen.push(status)
      if (status === 'failed' && process.env['KILL_MATRIX'] !== 'all') break
    }
    outcomes.set(fault, seen)
    runs.get(fault)?.resolve()
  }

  async function runAll(): Promise<void> {
    const isAlone = ([id]: [string, Fault]): boolean => kind.rules.some((rule) => rule.id === id && rule.alone)
    const rest = Object.entries(faults).filter((each) => !isAlone(each))
    const worker = async (): Promise<void> => {
      for (let next = rest.shift(); next; next = rest.shift()) await run(next[1])
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
    for (const [, fault] of Object.entries(faults).filter(isAlone)) await run(fault)
  }

  describe(`the rules for ${kind.name}s`, { timeout: 120_000 }, () => {
    // Of what a fault leaves behind nothing may reach vitest.
    let rejections: Disposable | undefined
    beforeAll(() => {
      rejections = isolateRejections()
    })
    afterAll(async () => {
      await setTimeout(15)
      rejections?.[Symbol.dispose]()
    })

    test('all hold for the adapter in memory', async () => {
      const { results, conforms } = await runRules(kind, harnessWith())
      expect(results.filter(({ outcome }) => outcome.status !== 'passed')).toEqual([])
      expect(conforms).toBe(true)
      void runAll()
    })

    test('each has its fault', () => {
      expect(Object.keys(faults).toSorted()).toEqual(kind.rules.map(({ id }) => id).toSorted())
    })

    test.for(Object.entries(faults))('%s catches: %s', async ([id, fault]) => {
      await runs.get(fault)?.promise
      const seen = outcomes.get(fault) ?? []
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
