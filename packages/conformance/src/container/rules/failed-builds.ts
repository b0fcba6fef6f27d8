import assert from 'node:assert/strict'
import { setTimeout } from 'node:timers/promises'
import type { Rule } from '../../rule.ts'
import { rejectionOf, within } from '../../settlement.ts'
import { build, constructing, type Configure } from '../generation.ts'
import type { ContainerHarness } from '../harness.ts'
import { Journal } from '../journal.ts'
import { isolateRejections } from '../../rejections.ts'

type Harness = ContainerHarness<unknown, unknown>

const boom = new Error('boom')

/** Fails after a service on a database was constructed. */
const constructorThrows: Configure = (builder, dialect) => {
  const Broken = new Journal().part('Broken', {
    construct: () => {
      throw boom
    },
  })
  dialect.bind(builder, Broken)
  return dialect.construct(builder, Broken)
}

const initialisationRejects: Configure = async () => {
  await setTimeout(1)
  throw boom
}

/** A build that fails while another generation is live. `dispose` is what its parts do when they are disposed. */
async function failing(harness: Harness, fail: Configure, dispose?: () => unknown): Promise<FailedBuild> {
  const live = await build(harness, (builder, dialect) => dialect.bindValue(builder, 'greeting', 'Hello'))
  const journal = new Journal()
  const Database = journal.part('Database', { ...(dispose && { dispose }) })
  const Service = journal.part('Service', { takes: [Database], ...(dispose && { dispose }) })
  // Fails as it is called where the library constructs synchronously: a promise is not all that a build may end with.
  const building = build(harness, (builder, dialect, context) => {
    for (const part of [Database, Service]) dialect.bind(builder, part)
    const constructed = dialect.construct(builder, Service)
    if (!(constructed instanceof Promise)) return fail(builder, dialect, context)
    return constructed.then(() => fail(builder, dialect, context))
  })
  const error = await rejectionOf(building, 'create')
  assert.deepEqual(journal.constructed, ['Database', 'Service'])
  const greeting = await live.dialect.resolve(live.api, 'greeting')
  await live.dispose()
  return { error, greeting, disposed: journal.disposed.toSorted() }
}

interface FailedBuild {
  readonly error: unknown
  /** What the live generation still resolves. */
  readonly greeting: unknown
  readonly disposed: readonly string[]
}

/** The error itself, or one that has it as its cause, however deep. */
function assertFrom(error: unknown, cause: unknown): void {
  let each = error
  while (each !== cause && each instanceof Error) each = each.cause
  assert.equal(each, cause, `the error is another one: ${String(error)}`)
}

const overtaken = new Error('overtaken')

/** What goes wrong while a container is built is told, and nothing of it stays. */
export const failedBuilds: readonly Rule<Harness>[] = [
  {
    id: 'container/constructor-throws',
    rule: 'C5',
    level: 'must',
    title:
      'When a constructor throws during the build, create MUST reject with its error, kept as a cause at least, after disposing what was constructed.',
    intent: 'Each broken save would leave a connection or a timer behind.',
    async check(harness) {
      const { error, greeting, disposed } = await failing(harness, constructorThrows)
      assertFrom(error, boom)
      assert.deepEqual(disposed, ['Database', 'Service'], 'what was half built')
      assert.equal(greeting, 'Hello', 'the live generation')
    },
  },
  {
    id: 'container/initialisation-rejects',
    rule: 'C6',
    level: 'must',
    title: 'When configure rejects, create MUST reject with its error after disposing what was constructed.',
    intent: 'A database that is not up at the moment of a save would cost a connection at each.',
    async check(harness) {
      const { error, greeting, disposed } = await failing(harness, initialisationRejects)
      assertFrom(error, boom)
      assert.deepEqual(disposed, ['Database', 'Service'], 'what was half built')
      assert.equal(greeting, 'Hello', 'the live generation')
    },
  },
  {
    id: 'container/cleaning-up-hides-nothing',
    rule: 'C7',
    level: 'must',
    title: 'An error while cleaning up after a failed build MUST NOT take the place of the error of the build.',
    intent: 'The overlay would show a failed disposal and not the line that was just broken.',
    async check(harness) {
      const fail = () => {
        throw new Error('disposing fails too')
      }
      assertFrom((await failing(harness, constructorThrows, fail)).error, boom)
      assertFrom((await failing(harness, initialisationRejects, fail)).error, boom)
      const rejects = () => Promise.reject(new Error('disposing rejects too'))
      assertFrom((await failing(harness, initialisationRejects, rejects)).error, boom)
    },
  },
  {
    id: 'container/heeds-abort',
    rule: 'C8',
    level: 'must',
    title: 'A build whose signal fires MUST reject with the reason at once, and dispose what was constructed.',
    intent: 'A save would wait for a build that nobody wants any more.',
    async check(harness) {
      const journal = new Journal()
      const Early = journal.part('Early')
      const controller = new AbortController()
      const begun = Promise.withResolvers<void>()
      const released = Promise.withResolvers<void>()
      const building = build(
        harness,
        async (builder, dialect, context) => {
          await constructing(Early)(builder, dialect, context)
          begun.resolve()
          await released.promise
        },
        { signal: controller.signal },
      )
      const rejection = rejectionOf(building, 'an aborted build')
      try {
        await within(2_000, begun.promise, 'configure')
        controller.abort(overtaken)
        assert.equal(await within(1_000, rejection, 'an aborted build'), overtaken)
        assert.deepEqual(journal.disposed, ['Early'])
      } finally {
        released.resolve()
        await Promise.allSettled([rejection])
      }
    },
  },
  {
    id: 'container/refuses-aborted-build',
    rule: 'C8',
    level: 'must',
    title: 'A build whose signal has fired before it begins, or as configure ends, MUST reject with the reason.',
    intent: 'What was overtaken would be handed on as if it were wanted, and never be disposed.',
    async check(harness) {
      const journal = new Journal()
      const Part = journal.part('Part')
      const before = build(harness, constructing(Part), { signal: AbortSignal.abort(overtaken) })
      assert.equal(await rejectionOf(before, 'a build that was aborted before'), overtaken)
      assert.deepEqual(journal.disposed, journal.constructed)

      const controller = new AbortController()
      const last: Configure = async (builder, dialect, context) => {
        await constructing(Part)(builder, dialect, context)
        controller.abort(overtaken)
      }
      const building = build(harness, last, { signal: controller.signal })
      assert.equal(await rejectionOf(building, 'a build that is aborted in the end'), overtaken)
      assert.deepEqual(journal.disposed, journal.constructed)
    },
  },
  {
    id: 'container/failed-build-ends-no-process',
    rule: 'C25',
    level: 'must',
    title: 'A build that fails or is aborted MUST NOT leave a rejection that nobody handles.',
    intent: 'Node ends the process for one: the server would go down with a typing error.',
    async check(harness) {
      using rejections = isolateRejections()
      await failing(harness, constructorThrows)
      await failing(harness, initialisationRejects)
      const controller = new AbortController()
      const abortsAndThrows: Configure = () => {
        controller.abort(overtaken)
        throw boom
      }
      await rejectionOf(build(harness, abortsAndThrows, { signal: controller.signal }), 'an aborted build')
      const rejectsLate = build(
        harness,
        async (builder, dialect, context) => {
          await constructing(new Journal().part('Part'))(builder, dialect, context)
          setImmediate(() => controller.abort(overtaken))
          await setTimeout(5)
          throw boom
        },
        { signal: controller.signal },
      )
      await rejectionOf(rejectsLate, 'an aborted build')
      // Node tells of a rejection once a turn of the event loop has passed.
      await setTimeout(15)
      assert.deepEqual(rejections.unhandled, [])
    },
  },
]
