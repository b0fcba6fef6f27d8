import assert from 'node:assert/strict'
import type { Rule } from '../../rule.ts'
import { binding, build, type Configure, type Generation } from '../generation.ts'
import type { ContainerHarness } from '../harness.ts'
import { Journal } from '../journal.ts'
import { assertSaid } from '../said.ts'

const greetingOf =
  (greeting: string): Configure =>
  (builder, dialect) =>
    dialect.bindValue(builder, 'greeting', greeting)

const greet = async ({ api, dialect }: Generation): Promise<unknown> => await dialect.resolve(api, 'greeting')

/** Generations have nothing in common. */
export const isolation: readonly Rule<ContainerHarness<unknown, unknown>>[] = [
  {
    id: 'container/builds-beside-the-old',
    rule: 'C1',
    level: 'must',
    title: 'A container MUST be built while the one before it still resolves.',
    intent: 'Until the new generation is proven, the old one serves every request.',
    async check(harness) {
      const old = await build(harness, greetingOf('Version 1'))
      const next = await build(harness, async (builder, dialect, context) => {
        assert.equal(await greet(old), 'Version 1', 'the old one does not resolve during the build')
        await greetingOf('Version 2')(builder, dialect, context)
        assert.equal(await greet(old), 'Version 1', 'the old one has the new one’s value')
      })
      assert.equal(await greet(next), 'Version 2')
      assert.equal(await greet(old), 'Version 1')
      await Promise.all([old.dispose(), next.dispose()])
    },
  },
  {
    id: 'container/shares-no-instance',
    rule: 'C2',
    level: 'must',
    title: 'Generations MUST NOT share an instance, even of a class that both of them know.',
    intent: 'A request would be served by a mixture of old and new code, and disposing one would break the other.',
    async check(harness) {
      const Clock = new Journal().part('Clock')
      const old = await build(harness, binding(Clock))
      const next = await build(harness, binding(Clock))
      assert.notEqual(next.api, old.api, 'both have one container')
      assert.notEqual(await next.resolve(Clock), await old.resolve(Clock), 'both have one instance')
      await Promise.all([old.dispose(), next.dispose()])
    },
  },
  {
    id: 'container/bindings-do-not-pile-up',
    rule: 'C4',
    level: 'must',
    needs: ['multipleBindings'],
    title: 'What a generation binds beside others MUST be resolved as often as that generation bound it.',
    intent: 'After ten saves a plugin would run ten times.',
    async check(harness) {
      for (let count = 0; count < 3; count += 1) {
        const journal = new Journal()
        const generation = await build(harness, (builder, dialect) => {
          assertSaid(dialect, 'bindBeside')
          for (const name of ['Left', 'Right']) dialect.bindBeside(builder, { ...journal.part(name), name: 'plugin' })
        })
        const { dialect } = generation
        assertSaid(dialect, 'resolveAll')
        assert.equal(dialect.resolveAll(generation.api, 'plugin').length, 2, 'of two plugins')
        assert.deepEqual(journal.constructed.toSorted(), ['Left', 'Right'])
        await generation.dispose()
      }
    },
  },
]
