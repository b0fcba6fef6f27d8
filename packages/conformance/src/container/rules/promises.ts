import assert from 'node:assert/strict'
import { setImmediate, setTimeout } from 'node:timers/promises'
import type { Rule } from '../../rule.ts'
import { rejectionOf, within } from '../../settlement.ts'
import { build, type Configure } from '../generation.ts'
import type { ContainerHarness } from '../harness.ts'
import { assertSaid } from '../said.ts'

/** A connection that is opened asynchronously, and closed so. */
class Opening {
  closed = 0
  readonly #opened = Promise.withResolvers<void>()

  /** Binds it as `connection`. */
  readonly configure: Configure = (builder, dialect) => {
    assertSaid(dialect, 'bindAsync')
    dialect.bindAsync(builder, 'connection', async () => {
      await this.#opened.promise
      return {
        dispose: async () => {
          await setTimeout(10)
          this.closed += 1
        },
      }
    })
  }

  succeed(): void {
    this.#opened.resolve()
  }
}

/** What is made asynchronously is disposed as anything else. */
export const promises: readonly Rule<ContainerHarness<unknown, unknown>>[] = [
  {
    id: 'container/disposes-what-promises-bring',
    rule: 'C14',
    level: 'must',
    needs: ['asyncResolution'],
    title: 'What is made asynchronously MUST be disposed once, and awaited, as what is not.',
    intent: 'Most of what has to be closed is opened asynchronously: pools, queues, browsers.',
    async check(harness) {
      const opening = new Opening()
      const generation = await build(harness, opening.configure)
      opening.succeed()
      const scope = generation.createScope()
      await generation.dialect.resolve(scope.api, 'connection')
      await scope.dispose()
      assert.equal(opening.closed, 0, 'it went with the scope')
      await generation.dialect.resolve(generation.api, 'connection')
      await generation.dispose()
      assert.equal(opening.closed, 1, 'disposals that have settled')
    },
  },
  {
    id: 'container/awaits-promises',
    rule: 'C14',
    level: 'must',
    needs: ['asyncResolution'],
    title: 'What is still being made when the disposal begins MUST be disposed once as it is there, and awaited.',
    intent: 'A connection that is opened while the server stops would keep the process from its end.',
    async check(harness) {
      const opening = new Opening()
      const generation = await build(harness, opening.configure)
      const resolving = Promise.resolve(generation.dialect.resolve(generation.api, 'connection'))
      // Whether who waits for it still gets it is the library's to say.
      resolving.catch(() => undefined)
      await setImmediate()
      let isDisposed = false
      const disposal = generation.dispose().then(() => (isDisposed = true))
      await setTimeout(10)
      assert.ok(!isDisposed, 'the disposal did not wait')
      opening.succeed()
      await within(2_000, disposal, 'the disposal')
      assert.equal(opening.closed, 1, 'disposals that have settled')
      await setTimeout(20)
      assert.equal(opening.closed, 1, 'disposals in the end')
    },
  },
  {
    id: 'container/abort-waits-for-no-promise',
    rule: 'C8',
    level: 'must',
    needs: ['asyncResolution'],
    title:
      'A build whose signal fires MUST reject at once, also while something is made asynchronously; that is disposed as it comes.',
    intent: 'While a database does not answer, each save would wait for the one before.',
    async check(harness) {
      const opening = new Opening()
      const controller = new AbortController()
      const { signal } = controller
      const begun = Promise.withResolvers<void>()
      const configure: Configure = async (builder, dialect, context) => {
        await opening.configure(builder, dialect, context)
        const resolving = dialect.resolve(builder, 'connection')
        begun.resolve()
        await resolving
      }
      const building = build(harness, configure, { signal, disposeTimeout: 20_000 })
      const rejection = rejectionOf(building, 'an aborted build')
      await within(2_000, Promise.race([begun.promise, building]), 'configure')
      await setImmediate()
      controller.abort()
      assert.equal(await within(1_000, rejection, 'an aborted build'), signal.reason)
      opening.succeed()
      await setTimeout(50)
      assert.equal(opening.closed, 1, 'disposals')
    },
  },
]
