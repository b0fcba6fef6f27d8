import assert from 'node:assert/strict'
import { setImmediate, setTimeout } from 'node:timers/promises'
import type { Rule } from '../../rule.ts'
import { within } from '../../settlement.ts'
import { binding, build } from '../generation.ts'
import type { ContainerHarness } from '../harness.ts'
import { Journal } from '../journal.ts'
import { assertRefuses } from '../refusal.ts'
import { threeLayers } from '../three-layers.ts'

/** What is let go, in which order, and how often. */
export const disposal: readonly Rule<ContainerHarness<unknown, unknown>>[] = [
  {
    id: 'container/awaits-disposal',
    rule: 'C14',
    level: 'must',
    title: 'Disposing a container MUST settle after the disposal of each of its instances has settled.',
    intent: 'The next generation would meet a port or a lock that is still taken.',
    async check(harness) {
      let finished = 0
      const slowly = async (): Promise<void> => {
        await setTimeout(10)
        finished += 1
      }
      const { generation } = await threeLayers(harness, { Controller: slowly, Service: slowly, Database: slowly })
      await generation.dispose()
      assert.equal(finished, 3)
    },
  },
  {
    id: 'container/disposes-all-once',
    rule: 'C18',
    level: 'must',
    title:
      'Disposing a container twice, also at once, MUST dispose each of its instances once; both calls settle after that.',
    intent: 'Closing what is closed throws in most libraries; being told too early is a race.',
    async check(harness) {
      const closing = Promise.withResolvers<void>()
      const { journal, generation } = await threeLayers(harness, { Service: () => closing.promise })
      let settled = 0
      const count = (): void => void (settled += 1)
      const disposals = [generation.dispose().then(count), generation.dispose().then(count)]
      await setImmediate()
      assert.equal(settled, 0, 'a call did not wait')
      closing.resolve()
      await Promise.all(disposals)
      await generation.dispose()
      assert.deepEqual(journal.disposed.toSorted(), ['Controller', 'Database', 'Service'])
    },
  },
  {
    id: 'container/dependents-first',
    rule: 'C13',
    level: 'must',
    needs: ['orderedDisposal'],
    title: 'Dependents MUST be disposed before their dependencies.',
    intent: 'A service that flushes as it closes needs its connection for it.',
    async check(harness) {
      const { journal, generation } = await threeLayers(harness)
      await generation.dispose()
      assert.deepEqual(journal.disposed, ['Controller', 'Service', 'Database'])
    },
  },
  {
    id: 'container/awaits-dependents',
    rule: 'C14',
    level: 'must',
    needs: ['orderedDisposal'],
    title: 'The disposal of a dependent MUST have settled before that of its dependencies begins.',
    intent: 'A service that flushes as it closes needs its connection until it has.',
    async check(harness) {
      const order: string[] = []
      const { generation } = await threeLayers(harness, {
        Controller: async () => {
          await setTimeout(10)
          order.push('Controller is done')
        },
        Database: () => order.push('Database begins'),
      })
      await generation.dispose()
      assert.deepEqual(order, ['Controller is done', 'Database begins'])
    },
  },
  {
    id: 'container/live-scopes-go-first',
    rule: 'C20',
    level: 'must',
    title: 'Disposing a container MUST dispose its live scopes, before what is its own.',
    intent: 'A request that was cut off would leave its transaction open, on a connection that is closed.',
    async check(harness) {
      const journal = new Journal()
      const Database = journal.part('Database')
      const Session = journal.part('Session', { lifetime: 'scoped', takes: [Database] })
      const generation = await build(harness, binding(Database, Session))
      const scope = generation.createScope()
      await generation.resolve(Session, scope.api)
      await generation.dispose()
      assert.deepEqual(journal.disposed, ['Session', 'Database'])
      await within(1_000, scope.dispose(), 'disposing a scope after its container')
      assert.deepEqual(journal.disposed, ['Session', 'Database'])
    },
  },
  {
    id: 'container/refuses-when-disposed',
    rule: 'C19',
    level: 'must',
    title: 'Resolving from a disposed container, or scope, MUST throw a HotseatError with a code.',
    intent: 'A timer of old code would work on with a container whose connections are closed, and nobody would know.',
    async check(harness) {
      const Late = new Journal().part('Late')
      const generation = await build(harness, binding(Late))
      const [scope, left] = [generation.createScope(), generation.createScope()]
      await scope.dispose()
      await assertRefuses(() => generation.resolve(Late, scope.api), 'a disposed scope')
      await generation.resolve(Late)
      await generation.dispose()
      await assertRefuses(() => generation.resolve(Late), 'a disposed container')
      await assertRefuses(() => generation.resolve(Late, left.api), 'a scope of a disposed container')
      await assertRefuses(async () => generation.createScope(), 'a scope that is created too late')
    },
  },
]
