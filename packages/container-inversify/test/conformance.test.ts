import { containerRules, runRules } from '@hotseat/conformance'
import { describeContainerFactory } from '@hotseat/conformance/vitest'
import * as seven from 'inversify7'
import { expect, test } from 'vitest'
import { inversify } from '../src/index.ts'
import { dialect, type DialectOptions } from './support/dialect.ts'
import type { Factory } from './support/generations.ts'
import { childPerGeneration, plain } from './support/planted.ts'

describeContainerFactory({ factory: inversify(), generation: () => dialect() })

/** What stays in memory: these take long. */
const memory: ReadonlySet<string> = new Set(['C3', 'C21'])

const quickRules = containerRules.rules.filter(({ rule }) => !memory.has(rule))

/** The promises that are broken, each once. */
async function brokenBy(
  factory: Factory,
  options: DialectOptions = {},
  rules = quickRules,
): Promise<readonly string[]> {
  const { results } = await runRules({ ...containerRules, rules }, { factory, generation: () => dialect(options) })
  const failed = results.filter(({ outcome }) => outcome.status === 'failed')
  return [...new Set(failed.map(({ rule }) => rule.rule))]
}

test('the rules hold where things are let go by @preDestroy()', async () => {
  expect(await brokenBy(inversify(), { preDestroy: true })).toEqual([])
})

test('inversify itself is seen to break them', async () => {
  // C2: this first attempt imports a copy of its own.
  const expected = 'C2 C5 C6 C8 C10 C12 C13 C14 C15 C16 C17 C18 C19 C20 C23 C27'
  expect(new Set(await brokenBy(plain(), { preDestroy: true }))).toEqual(new Set(expected.split(' ')))
})

test('the rules hold with inversify 7', async () => {
  expect(await brokenBy(inversify(), { library: seven, preDestroy: true })).toEqual([])
})

test('children of one root for all generations are seen to keep every class', async () => {
  const rules = containerRules.rules.filter(({ rule }) => rule === 'C3')
  expect(await brokenBy(childPerGeneration(), {}, rules)).toEqual(['C3'])
})
