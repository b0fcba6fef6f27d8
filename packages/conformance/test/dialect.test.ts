import { expect, test } from 'vitest'
import { containerRules, runRules, type ContainerHarness } from '../src/index.ts'
import { memoryContainerHarness } from './memory/container-factory.ts'
import type { MemoryContainer } from './memory/container.ts'

/** What fails when the harness does not say `name`, and with what. */
async function failuresWithout(name: string): Promise<ReadonlyMap<string, string>> {
  const memory = memoryContainerHarness()
  const rules = containerRules.rules.filter(({ rule, needs }) => needs ?? rule === 'C2')
  const harness: ContainerHarness<MemoryContainer> = {
    ...memory,
    generation: () => ({ ...memory.generation(), [name]: undefined }),
  }
  const { results } = await runRules({ ...containerRules, rules }, harness)
  return new Map(
    results.flatMap(({ rule, outcome }) =>
      outcome.status === 'failed' && outcome.error instanceof Error ? [[rule.id, outcome.error.message] as const] : [],
    ),
  )
}

test.for<readonly [string, string, number]>([
  ['bindBeside', "multipleBindings is declared, but the harness's dialect has no bindBeside().", 1],
  ['resolveAll', "multipleBindings is declared, but the harness's dialect has no resolveAll().", 1],
  ['bindAsync', "asyncResolution is declared, but the harness's dialect has no bindAsync().", 4],
  ['bindUndescribed', "decoratorMetadata is declared, but the harness's dialect has no bindUndescribed().", 1],
  [
    'bindInScope',
    "scopeBindings is declared, or left at its default, but the harness's dialect has no bindInScope().",
    1,
  ],
  ['createScope', "ownScopes is declared, or left at its default, but the harness's dialect has no createScope().", 1],
])('a harness without %s is told so, and why it needs it', async ([name, message, rules]) => {
  const failures = await failuresWithout(name)
  expect([...failures.values()]).toEqual(Array.from({ length: rules }, () => message))
})

test('a harness without import() is told what was asked for', async () => {
  const failures = await failuresWithout('import')
  expect([...failures.values()]).toContain("The harness's dialect has no import(), and memory was asked for.")
})
