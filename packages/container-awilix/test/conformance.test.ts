import { containerRules, runRules } from '@hotseat/conformance'
import { describeContainerFactory } from '@hotseat/conformance/vitest'
import { expect, test } from 'vitest'
import { awilix } from '../src/index.ts'
import { dialect } from './support/dialect.ts'
import { plain } from './support/planted.ts'

describeContainerFactory({ factory: awilix(), generation: () => dialect })

test('awilix itself is seen to break the rules', async () => {
  const { results } = await runRules(containerRules, { factory: plain(), generation: () => dialect })
  const broken = results.filter(({ outcome }) => outcome.status === 'failed').map(({ rule }) => rule.rule)
  // C2: this first attempt imports a copy of its own.
  const expected = 'C2 C5 C6 C8 C10 C11 C12 C13 C14 C15 C16 C17 C18 C19 C20'
  expect(new Set(broken)).toEqual(new Set(expected.split(' ')))
})
