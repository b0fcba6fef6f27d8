import { expect, test } from 'vitest'
import { transition } from '../src/reload/transition.ts'
import { Violation } from './model/model.ts'
import { search } from './model/happenings.ts'
import { plantedBugs } from './model/planted-bugs.ts'

test('I2 I3 I4 I6 I7 I8 I10 I18 hold in every history of saves, builds, requests, timeouts and stops', () => {
  expect(() => search(transition, 3_000)).not.toThrow()
})

for (const { rule, bug, transition: buggy } of plantedBugs) {
  test(`${rule} is seen to break when ${bug}`, () => {
    expect(violated(() => search(buggy, 50_000))).toBe(rule)
  })
}

function violated(run: () => void): string | undefined {
  try {
    run()
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined
    if (cause instanceof Violation) return cause.rule
    throw error
  }
  return undefined
}
