import { expect, test } from 'vitest'
import { kinds, runRules, type Capabilities, type Kind, type Rule } from '../src/index.ts'
import { memoryContainerHarness } from './memory/container-factory.ts'

/** A rule for adapters that are no more than their capabilities. */
function rule(id: string, check: () => Promise<void>, more: Partial<Rule<Capabilities>> = {}): Rule<Capabilities> {
  return { id, rule: 'W0', level: 'must', title: 'It MUST.', intent: 'Else not.', check, ...more }
}

const holds = (): Promise<void> => Promise.resolve()
const fails = (): Promise<void> => Promise.reject(new Error('seen'))

async function outcomesOf(rules: readonly Rule<Capabilities>[], capabilities: Capabilities): Promise<unknown> {
  const kind: Kind<Capabilities> = {
    name: 'watcher',
    title: 'A watcher',
    rules,
    nameOf: () => 'mine',
    capabilitiesOf: (harness) => harness,
  }
  const { results, conforms } = await runRules(kind, capabilities, { timeout: 50 })
  return [...results.map(({ outcome }) => outcome.status), conforms]
}

test('only what needs a capability that is not declared is skipped, and what holds all the same is told', async () => {
  const needs = ['wings']
  const rules = [rule('a', holds), rule('b', fails, { needs }), rule('c', holds, { needs })]
  expect(await outcomesOf(rules, { wings: false })).toEqual(['passed', 'skipped', 'undeclared', true])
  expect(await outcomesOf(rules, {})).toEqual(['passed', 'skipped', 'undeclared', true])
  expect(await outcomesOf(rules, { wings: true })).toEqual(['passed', 'failed', 'passed', false])
})

test('a `should` that fails is told, and leaves an adapter conforming', async () => {
  expect(await outcomesOf([rule('a', fails, { level: 'should' })], {})).toEqual(['failed', true])
})

test('a check that hangs has failed', async () => {
  const hangs = (): Promise<void> => new Promise(() => undefined)
  expect(await outcomesOf([rule('a', hangs), rule('b', holds)], {})).toEqual(['failed', 'passed', false])
})

test('an adapter that declares nothing is held to every rule that needs nothing', async () => {
  const right = memoryContainerHarness()
  const [kind] = kinds
  const factory = {
    ...right.factory,
    capabilities: { orderedDisposal: false, scopeValues: false, scopeBindings: false, ownScopes: false },
  }
  const { results } = await runRules(kind, { ...right, factory })
  const passed = results.filter(({ outcome }) => outcome.status === 'passed').map((result) => result.rule.id)
  expect(passed).toEqual(kind.rules.filter(({ needs }) => !needs).map(({ id }) => id))
})

test.each(kinds.map((kind) => ({ name: kind.name, free: kind.rules.filter(({ needs }) => !needs).length })))(
  'more than half of the rules for a $name need nothing',
  ({ name, free }) => {
    const all = kinds.find((kind) => kind.name === name)?.rules.length ?? 0
    expect(free).toBeGreaterThan(all / 2)
  },
)
