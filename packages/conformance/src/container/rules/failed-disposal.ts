import assert from 'node:assert/strict'
import { setTimeout } from 'node:timers/promises'
import { messageOf } from '@hotseat/core'
import type { Rule } from '../../rule.ts'
import { rejectionOf, within } from '../../settlement.ts'
import type { ContainerHarness } from '../harness.ts'
import { threeLayers } from '../three-layers.ts'

/** What goes wrong while a container is disposed. */
export const failedDisposal: readonly Rule<ContainerHarness<unknown, unknown>>[] = [
  {
    id: 'container/throwing-disposal-stops-nothing',
    rule: 'C15',
    level: 'must',
    title:
      'When disposals throw, all others MUST still run, and dispose MUST reject with an AggregateError of all errors, each naming its part.',
    intent: 'One broken disposal would leak all the rest, at every save.',
    async check(harness) {
      const { journal, generation } = await threeLayers(harness, {
        Controller: () => {
          throw new Error('no more paper')
        },
        Service: () => {
          throw new Error('sockets are stuck')
        },
      })
      const messages = await messagesOf(generation.dispose())
      assert.deepEqual(journal.disposed.toSorted(), ['Controller', 'Database', 'Service'])
      assert.equal(messages.length, 2, `not two errors: ${messages.join('; ')}`)
      assertNames(messages, 'Controller', 'no more paper')
      assertNames(messages, 'Service', 'sockets are stuck')
    },
  },
  {
    id: 'container/rejecting-disposal-stops-nothing',
    rule: 'C16',
    level: 'must',
    title:
      'When a disposal rejects, the others MUST still run and be awaited, and dispose MUST reject with an AggregateError that names the part.',
    intent: 'One broken disposal would leak all the rest, at every save.',
    async check(harness) {
      const finished: string[] = []
      const slowly = (name: string) => async () => {
        await setTimeout(10)
        finished.push(name)
      }
      const { generation } = await threeLayers(harness, {
        Controller: slowly('Controller'),
        Service: () => Promise.reject(new Error('refused')),
        Database: slowly('Database'),
      })
      const messages = await messagesOf(generation.dispose())
      assert.deepEqual(finished.toSorted(), ['Controller', 'Database'])
      assert.equal(messages.length, 1, `not one error: ${messages.join('; ')}`)
      assertNames(messages, 'Service', 'refused')
    },
  },
  {
    id: 'container/hanging-disposal-is-named',
    rule: 'C17',
    level: 'must',
    title: 'When a disposal hangs, dispose MUST reject by name within disposeTimeout, and the others MUST run.',
    intent: 'A retired generation would stay for ever, and nobody would know why.',
    async check(harness) {
      const { promise: never } = Promise.withResolvers<void>()
      const { journal, generation } = await threeLayers(harness, { Service: () => never }, 40)
      const messages = await within(1_000, messagesOf(generation.dispose()), 'disposing what hangs')
      assertNames(messages, 'Service', '')
      assert.deepEqual(journal.disposed.toSorted(), ['Controller', 'Database', 'Service'])
    },
  },
]

/** The messages of the errors that a disposal ends with. */
async function messagesOf(disposal: Promise<void>): Promise<readonly string[]> {
  const error = await rejectionOf(disposal, 'dispose')
  assert.ok(error instanceof AggregateError, `dispose rejected with what is no AggregateError: ${String(error)}`)
  return error.errors.map(messageOf)
}

function assertNames(messages: readonly string[], part: string, why: string): void {
  const named = messages.some((message) => message.includes(part) && message.includes(why))
  assert.ok(named, `no error names ${part}, and says “${why}”: ${messages.join('; ')}`)
}
