import { containerRules, runRules } from '@hotseat/conformance'
import { describeContainerFactory } from '@hotseat/conformance/vitest'
import { expect, test } from 'vitest'
import { tsyringe } from '../src/index.ts'
import { dialect } from './support/dialect.ts'
import { freshTsyringe, type Tsyringe } from './support/fresh-tsyringe.ts'
import type { Factory } from './support/generations.ts'
import { childPerGeneration, plain } from './support/planted.ts'

describeContainerFactory({ factory: tsyringe(), generation: () => dialect() })

/** The promises that are broken, each once. */
async function brokenBy(
  planted: (find: () => Tsyringe) => Factory,
  next: () => Tsyringe,
  rules = containerRules.rules,
): Promise<readonly string[]> {
  let library = next()
  const generation = () => {
    library = next()
    return dialect(library)
  }
  const { results } = await runRules({ ...containerRules, rules }, { factory: planted(() => library), generation })
  const failed = results.filter(({ outcome }) => outcome.status === 'failed')
  return [...new Set(failed.map(({ rule }) => rule.rule))]
}

test('tsyringe itself is seen to break the rules', async () => {
  const broken = await brokenBy(plain, freshTsyringe)
  // C2: this first attempt imports a copy of its own.
  const expected = 'C2 C5 C6 C8 C11 C12 C13 C14 C15 C16 C17 C18 C19 C20 C23 C27'
  expect(new Set(broken)).toEqual(new Set(expected.split(' ')))
})

test('children of one tsyringe for all generations are seen to keep every class', async () => {
  const library = freshTsyringe()
  const rules = containerRules.rules.filter(({ rule }) => rule === 'C3')
  expect(await brokenBy(childPerGeneration, () => library, rules)).toEqual(['C3'])
})
