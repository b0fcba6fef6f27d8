import assert from 'node:assert/strict'
import { current } from '@hotseat/core'
import type { Rule } from '../../rule.ts'
import { within } from '../../settlement.ts'
import { gate } from '../gate.ts'
import type { ServerHarness } from '../harness.ts'
import { greeting, servePlan, type PlanFor } from '../plans.ts'
import { textOf } from '../serving.ts'

const failures: Readonly<Record<string, () => Promise<void>>> = {
  throws() {
    throw new Error('the scope fails')
  },
  rejects: () => Promise.reject(new Error('the scope fails')),
}

/** Touches the scope of the request that is being answered. */
const scoped: PlanFor = (api) => ({
  answers: {
    '/': () => {
      assert.ok(current()?.scope, 'the request has no scope')
      return api.greet()
    },
  },
})

/** What a request has of its own. */
export const scopes: readonly Rule<ServerHarness>[] = [
  {
    id: 'server/handlers-know-their-request',
    rule: 'V4',
    level: 'must',
    title:
      'In a handler, `current()` MUST be the lease of its request, also after awaits, reads of the body and swaps.',
    intent: 'A service that asks for its request’s container would get none, or another’s.',
    async check(harness) {
      using slow = gate()
      const plan: PlanFor = () => ({
        answers: {
          '/': async (request) => {
            const seen = [current()?.generation]
            for await (const chunk of request) if (chunk) seen.push(current()?.generation)
            await slow.pass()
            seen.push(current()?.generation)
            return seen.join()
          },
        },
      })
      await using served = await servePlan(harness, plan)
      const headers = { 'content-type': 'application/octet-stream' }
      const post: RequestInit = { method: 'POST', headers, body: 'body' }
      const old = textOf(served.url, post)
      await within(3_000, slow.reached, 'the request')
      await served.swap(plan)
      const next = textOf(served.url, post)
      slow.open()
      assert.equal(await old, '1,1,1')
      assert.equal(await next, '2,2,2')
    },
  },
  {
    id: 'server/scopes-are-made-when-asked-for',
    rule: 'V26',
    level: 'must',
    title: 'A request scope MUST NOT be created before the application asks for it.',
    intent: 'A scope costs more than most requests do.',
    async check(harness) {
      await using served = await servePlan(harness, greeting)
      await textOf(served.url)
      assert.equal(served.scopes.created, 0)
    },
  },
  {
    id: 'server/failing-scopes-release',
    rule: 'V27',
    level: 'must',
    needs: ['containers'],
    title:
      'A request scope whose disposal fails MUST be reported, and MUST change neither its response nor the release of its generation.',
    intent: 'An error in cleaning up after a request would reach the client, or keep an old generation.',
    async check(harness) {
      for (const [how, disposeScope] of Object.entries(failures)) {
        await using served = await servePlan(harness, scoped, { drainTimeout: 500, disposeScope })
        const reported: string[] = []
        served.reloader.on('dispose-failed', ({ generation, error }) => reported.push(`${generation} ${String(error)}`))
        const response = await within(3_000, fetch(served.url), `an answer whose scope ${how}`)
        assert.equal(`${response.status} ${await response.text()}`, '200 hello from 1', how)
        assert.equal(await textOf(served.url), 'hello from 1', how)
        assert.equal(served.scopes.created, 2)
        const disposed = served.event('disposed', 1)
        const drained = served.event('drained', 1)
        await served.swap(scoped)
        assert.equal((await drained).forced, 0, `${how}: the generation was held until its drain timed out`)
        await disposed
        assert.equal(reported.length, 2, `${how}: ${reported.length} errors of 2 scopes were reported`)
        for (const error of reported) assert.match(error, /^1 [^]*request scope/, how)
        assert.equal(await textOf(served.url), 'hello from 2', how)
      }
    },
  },
]
