import assert from 'node:assert/strict'
import type { Registration } from '@hotseat/core'
import type { Rule } from '../../rule.ts'
import { binding, build, type Generation } from '../generation.ts'
import type { ContainerHarness, Part } from '../harness.ts'
import { Journal } from '../journal.ts'

/** What a container tells of itself, for people to look at. */
export const registrations: readonly Rule<ContainerHarness<unknown, unknown>>[] = [
  {
    id: 'container/tells-registrations',
    rule: 'C27',
    level: 'must',
    needs: ['registrations'],
    title:
      'What is registered MUST be told by its name, and whether a singleton has been made; nothing is made for it.',
    intent: 'The inspector lists it, and to look at an application must not start it.',
    async check(harness) {
      const journal = new Journal()
      const greeter = journal.part('Greeter')
      const mailer = journal.part('Mailer', { lifetime: 'transient' })
      const generation = await build(harness, binding(greeter, mailer))
      const before = registrationOf(generation, greeter)
      assert.deepEqual(journal.constructed, [], 'describe() constructed something')
      assert.ok(before, 'a singleton that is registered is not told')
      assert.equal(before.resolved, false, 'a singleton that was not made is told as made')
      // To some libraries what is transient need not be known.
      const transient = registrationOf(generation, mailer)?.lifetime
      assert.notEqual(before.lifetime, transient, 'a singleton and what is transient have one lifetime')
      await generation.resolve(greeter)
      assert.equal(registrationOf(generation, greeter)?.resolved, true, 'a singleton that was made is told as not made')
      await generation.dispose()
    },
  },
  {
    id: 'container/tells-no-value',
    rule: 'C27',
    level: 'must',
    needs: ['registrations'],
    title: 'What is told of registrations MUST be names and words, and no value or instance.',
    intent: 'It is sent to a browser, and values are passwords, requests and keys.',
    async check(harness) {
      const secret = { password: 'hunter2' }
      const journal = new Journal()
      const greeter = journal.part('Greeter')
      const generation = await build(harness, (builder, dialect) => {
        dialect.bind(builder, greeter)
        dialect.bindValue(builder, 'settings', secret)
      })
      await generation.resolve(greeter)
      const told = described(generation)
      for (const { name, lifetime, resolved, ...others } of told) {
        assert.deepEqual([typeof name, typeof lifetime, others], ['string', 'string', {}])
        assert.ok(resolved === undefined || typeof resolved === 'boolean', `resolved is ${String(resolved)}`)
      }
      assert.ok(!JSON.stringify(told).includes(secret.password), 'a value is told')
      await generation.dispose()
    },
  },
]

function described(generation: Generation): readonly Registration[] {
  const told = generation.describe?.()
  assert.ok(told, 'registrations is declared, but the container has no describe().')
  return told
}

function registrationOf(generation: Generation, part: Part): Registration | undefined {
  return described(generation).find(({ name }) => name.includes(part.name))
}
