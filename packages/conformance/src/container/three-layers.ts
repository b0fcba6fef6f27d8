import { build, constructing, type Generation } from './generation.ts'
import type { ContainerHarness } from './harness.ts'
import { Journal } from './journal.ts'

export interface Disposers {
  readonly Controller?: () => unknown
  readonly Service?: () => unknown
  readonly Database?: () => unknown
}

/** A generation whose Controller takes a Database and a Service, which takes the Database too. All are constructed. */
export async function threeLayers(
  harness: ContainerHarness<unknown, unknown>,
  disposers: Disposers = {},
  disposeTimeout = 2_000,
): Promise<{ readonly journal: Journal; readonly generation: Generation }> {
  const journal = new Journal()
  const dispose = (name: keyof Disposers) => ({ dispose: () => disposers[name]?.() })
  const Database = journal.part('Database', dispose('Database'))
  const Service = journal.part('Service', { takes: [Database], ...dispose('Service') })
  const Controller = journal.part('Controller', {
    lifetime: 'transient',
    takes: [Database, Service],
    ...dispose('Controller'),
  })
  const generation = await build(harness, constructing(Database, Service, Controller), { disposeTimeout })
  return { journal, generation }
}
