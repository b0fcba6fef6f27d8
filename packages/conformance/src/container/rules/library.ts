import assert from 'node:assert/strict'
import type { Rule } from '../../rule.ts'
import { build } from '../generation.ts'
import type { ContainerHarness } from '../harness.ts'

/** Which copy of the library is used. */
export const library: readonly Rule<ContainerHarness<unknown, unknown>>[] = [
  {
    id: 'container/takes-the-applications-library',
    rule: 'C2',
    level: 'must',
    title: 'A factory whose library comes from the application MUST import it from there, for each generation.',
    intent: 'Decorators and symbols of the application’s copy mean nothing to another one.',
    async check(harness) {
      for (let count = 0; count < 2; count += 1) {
        const generation = await build(harness, () => undefined)
        await generation.dispose()
        assert.ok(
          !generation.dialect.import || generation.imported.length > 0,
          'The harness’s dialect has import(), but the factory never called context.import(): it has a copy of its own.',
        )
      }
    },
  },
]
