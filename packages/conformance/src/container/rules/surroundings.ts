import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { HotseatError, messageOf } from '@hotseat/core'
import type { Rule } from '../../rule.ts'
import { rejectionOf } from '../../settlement.ts'
import { build, constructing } from '../generation.ts'
import type { ContainerHarness, PartClass } from '../harness.ts'
import { Journal } from '../journal.ts'
import { assertSaid } from '../said.ts'

/** What a container factory does to the process, and says to its user. */
export const surroundings: readonly Rule<ContainerHarness<unknown, unknown>>[] = [
  {
    id: 'container/leaves-no-listener',
    rule: 'C22',
    level: 'must',
    title: 'Builds and disposals MUST leave the listeners of the process, and of the build’s signal, as they were.',
    intent: 'After eleven saves Node warns of a leak; after Ctrl-C each old generation would shut down once more.',
    async check(harness) {
      const listeners = () => process.eventNames().map((name) => [name, process.listenerCount(name)])
      const before = listeners()
      const { signal } = new AbortController()
      const generation = await build(harness, constructing(new Journal().part('Part')), { signal })
      const fail = () => Promise.reject(new Error('boom'))
      await rejectionOf(build(harness, fail, { signal }), 'a build that fails')
      await generation.dispose()
      assert.deepEqual(listeners(), before)
      assert.equal(getEventListeners(signal, 'abort').length, 0, 'the signal has a listener left')
    },
  },
  {
    id: 'container/missing-metadata-is-explained',
    rule: 'C23',
    level: 'must',
    needs: ['decoratorMetadata'],
    title:
      'Where metadata is missing, resolving MUST throw a HotseatError that names the class and the setting of the compiler.',
    intent: 'Libraries say “TypeInfo not known”, and their users look for an hour.',
    async check(harness) {
      assertSaid(harness.generation(), 'bindUndescribed')
      const Repository: PartClass = class Repository {
        readonly takes: readonly unknown[]

        constructor(database: unknown) {
          this.takes = [database]
        }

        dispose(): void {}
      }
      const part = { ...new Journal().part('Repository', { lifetime: 'transient' }), target: Repository }
      const building = build(harness, async (builder, dialect) => {
        dialect.bindUndescribed?.(builder, Repository)
        await dialect.construct(builder, part)
      })
      const error = await rejectionOf(building, 'a class without metadata')
      assert.ok(HotseatError.is(error), `it throws what is no HotseatError: ${messageOf(error)}`)
      for (const hint of ['Repository', 'emitDecoratorMetadata']) {
        assert.ok(error.message.includes(hint), `the message does not name ${hint}: ${error.message}`)
      }
    },
  },
]
