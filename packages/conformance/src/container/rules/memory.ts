import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { countAlive, heapUsed } from '../../garbage.ts'
import type { Rule } from '../../rule.ts'
import { binding, build, constructing } from '../generation.ts'
import type { ContainerHarness } from '../harness.ts'
import { Journal } from '../journal.ts'

/** Builds, uses and disposes a generation; gives one of its classes. */
async function buildAndDispose(harness: ContainerHarness<unknown, unknown>): Promise<WeakRef<object>> {
  const journal = new Journal()
  const Database = journal.part('Database')
  const Session = journal.part('Session', { lifetime: 'scoped', takes: [Database] })
  const generation = await build(harness, constructing(Session, Database))
  const scope = generation.createScope()
  await generation.resolve(Session, scope.api)
  await scope.dispose()
  await generation.dispose()
  return new WeakRef(Database.target)
}

/** What stays in memory. */
export const memory: readonly Rule<ContainerHarness<unknown, unknown>>[] = [
  {
    id: 'container/old-classes-are-collected',
    rule: 'C3',
    level: 'must',
    title: 'Over 200 generations at most 2 disposed ones MUST stay in memory.',
    intent: 'A day of saving would end in an out-of-memory error.',
    async check(harness) {
      const classes: WeakRef<object>[] = []
      for (let count = 0; count < 200; count += 1) classes.push(await buildAndDispose(harness))
      const alive = await countAlive(classes, 2)
      assert.ok(alive <= 2, `${alive} of 200 generations are still there`)
    },
  },
  {
    id: 'container/scopes-are-collected',
    rule: 'C21',
    level: 'must',
    title: 'Over 100,000 disposed scopes the heap MUST stay flat.',
    intent: 'A load test against the development server would end in an out-of-memory error.',
    async check(harness) {
      const parts = new Journal()
      const Database = parts.part('Database')
      // Not of the journal: that would remember every one of them.
      const Session = { ...Database, name: 'Session', target: class Session extends Quiet {}, takes: [Database] }
      const generation = await build(harness, binding(Database, { ...Session, lifetime: 'scoped' }))
      const requests = 12_500
      const serve = async (): Promise<number> => {
        for (let request = 0; request < requests; request += 1) {
          const scope = generation.createScope()
          await generation.dialect.resolve(scope.api, Session)
          await scope.dispose()
          // As on a server, a turn of the event loop ends now and then: what a WeakRef refers to stays until it does.
          if (request % 10 === 0) await setImmediate()
        }
        return await heapUsed()
      }
      const heap: number[] = []
      while (heap.length * requests < 100_000) heap.push(await serve())
      const growth = medianGrowth(heap) / requests
      await generation.dispose()
      assert.ok(growth < 8, `each scope leaves ${growth.toFixed(1)} bytes behind`)
    },
  },
]

class Quiet {
  readonly takes: readonly unknown[]

  constructor(...takes: unknown[]) {
    this.takes = takes
  }

  dispose(): void {}
}

/**
 * The engine takes and gives back megabytes once in a while, as it optimises: a mean shows those as a leak, or has them
 * hide one. What is left behind adds up every time.
 */
function medianGrowth(heap: readonly number[]): number {
  const growths = heap.slice(1).map((each, index) => each - (heap[index] ?? 0))
  return growths.toSorted((a, b) => a - b)[Math.floor(growths.length / 2)] ?? 0
}
