import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { countAlive } from '../../garbage.ts'
import type { Rule } from '../../rule.ts'
import { within } from '../../settlement.ts'
import { gate } from '../gate.ts'
import type { ServerHarness } from '../harness.ts'
import { greeting, servePlan, type PlanFor } from '../plans.ts'
import { textOf } from '../serving.ts'

/** What a binding leaves behind. */
export const surroundings: readonly Rule<ServerHarness>[] = [
  {
    id: 'server/shuts-down-once',
    rule: 'V22',
    level: 'must',
    needs: ['shutdownHooks'],
    title: 'The application’s own shutdown MUST run once, also where everything is closed, twice, during a swap.',
    intent: 'Hooks would close a pool again that is closed, or never.',
    async check(harness) {
      const ended: number[] = []
      const plan: PlanFor = (api) => ({ ...greeting(api), shutDown: () => void ended.push(api.generation) })
      await using served = await servePlan(harness, plan)
      assert.equal(await textOf(served.url), 'hello from 1')
      const { listener, reloader } = served
      await Promise.all([served.swap(plan), listener.close(), listener.close()])
      await Promise.all([reloader.stop(), reloader.stop()])
      assert.deepEqual(
        ended.toSorted((one, other) => one - other),
        [1, 2],
      )
      assert.deepEqual(
        [...served.containers].map(({ isDisposed }) => isDisposed),
        [true, true],
      )
    },
  },
  {
    id: 'server/shuts-down-last',
    rule: 'V22',
    level: 'must',
    needs: ['shutdownHooks'],
    title: 'The application’s own shutdown MUST come after its last request is answered, and find its container there.',
    intent: 'Hooks would close the pool under the last request.',
    async check(harness) {
      using slow = gate()
      const happened: string[] = []
      await using served = await servePlan(harness, (api) => ({
        answers: {
          '/': async () => {
            await slow.pass()
            happened.push('answered')
            return api.greet()
          },
        },
        shutDown: () => void happened.push(`shut down, its container ${api.isDisposed ? 'gone' : 'there'}`),
      }))
      const old = textOf(served.url)
      await within(3_000, slow.reached, 'the request')
      await served.swap(greeting)
      assert.equal(await textOf(served.url), 'hello from 2')
      const disposed = served.event('disposed', 1)
      slow.open()
      assert.equal(await old, 'hello from 1')
      await disposed
      assert.deepEqual(happened, ['answered', 'shut down, its container there'])
    },
  },
  {
    id: 'server/closes-twice',
    rule: 'V22',
    level: 'must',
    title: 'Closing what is closed MUST resolve, and do nothing.',
    intent: 'A stop that comes during a swap would fail on what is already gone.',
    async check(harness) {
      const app = await harness.createApp({ answers: { '/': () => 'hello' }, writes: {} })
      const never = () => {
        throw new Error('nothing was requested')
      }
      const mounted = await harness.binding.mount(app, never)
      const close = async () => await mounted.close?.()
      await within(3_000, Promise.all([close(), close()]), 'closing twice')
      await within(3_000, close(), 'closing again')
    },
  },
  {
    id: 'server/leaves-no-listener',
    rule: 'V25',
    level: 'must',
    title: 'Listeners on the server, on its connections and on the process MUST be as many after 30 swaps as after 3.',
    intent: 'After eleven saves Node warns of a leak, and it is one: each holds an old application.',
    async check(harness) {
      await using served = await servePlan(harness, greeting)
      const { server } = served.listener
      let socket: IncomingMessage['socket'] | undefined
      server.on('request', (request: IncomingMessage) => {
        socket = request.socket
      })
      const counts: unknown[] = []
      for (let swaps = 1; swaps <= 30; swaps += 1) {
        assert.equal(await textOf(served.url), `hello from ${swaps}`)
        const disposed = served.event('disposed', swaps)
        await served.swap(greeting)
        await disposed
        if (swaps === 3 || swaps === 30) counts.push([server, socket, process].map(countsOf))
      }
      assert.deepEqual(counts[1], counts[0])
    },
  },
  {
    id: 'server/old-applications-are-collected',
    rule: 'V25',
    level: 'must',
    title: 'Over 50 swaps at most 5 disposed applications MUST stay in memory.',
    intent: 'A day of saving would end in an out-of-memory error.',
    async check(harness) {
      const applications: WeakRef<object>[] = []
      const noting: PlanFor = (api) => {
        const answers = { '/': () => api.greet() }
        applications.push(new WeakRef(answers['/']))
        return { answers }
      }
      await using served = await servePlan(harness, noting)
      for (let swaps = 1; swaps <= 50; swaps += 1) {
        await textOf(served.url)
        const disposed = served.event('disposed', swaps)
        await served.swap(noting)
        await disposed
      }
      const alive = await countAlive(applications, 6)
      // The live one, and what a connection that is kept open still refers to.
      assert.ok(alive <= 6, `${alive} of 51 applications are still there`)
    },
  },
]

function countsOf(emitter: NodeJS.EventEmitter | undefined): unknown {
  return emitter?.eventNames().map((name) => [String(name), emitter.listenerCount(name)])
}
