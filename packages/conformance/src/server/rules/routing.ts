import assert from 'node:assert/strict'
import { Agent, get as httpGet, type IncomingMessage } from 'node:http'
import { HotseatError } from '@hotseat/core'
import type { Rule } from '../../rule.ts'
import { rejectionOf, within } from '../../settlement.ts'
import { openConnection, get } from '../connection.ts'
import type { ServerHarness } from '../harness.ts'
import { greeting, servePlan } from '../plans.ts'
import { textOf } from '../serving.ts'

/** Who answers, and on which socket. */
export const routing: readonly Rule<ServerHarness>[] = [
  {
    id: 'server/keeps-the-port',
    rule: 'V1',
    level: 'must',
    title: 'The server, its port and its connections MUST be the same after swaps.',
    intent: 'A browser would show “connection refused” in the middle of work.',
    async check(harness) {
      await using served = await servePlan(harness, greeting)
      const { server } = served.listener
      const address = server.address()
      for (let generation = 1; generation <= 10; generation += 1) {
        assert.equal(await textOf(served.url), `hello from ${generation}`)
        const disposed = served.event('disposed', generation)
        await served.swap(greeting)
        await disposed
        assert.deepEqual(server.address(), address)
      }
    },
  },
  {
    id: 'server/serves-the-new-routes',
    rule: 'V2',
    level: 'must',
    title: 'After a swap, routes MUST be those of the new application: added, changed and removed ones.',
    intent: 'Someone would look for a bug in code that is not served.',
    async check(harness) {
      const routes = (table: Readonly<Record<string, string>>) => () => ({
        answers: Object.fromEntries(Object.entries(table).map(([path, text]) => [path, () => text])),
      })
      await using served = await servePlan(harness, routes({ '/kept': 'old', '/removed': 'here' }))
      assert.equal(await textOf(`${served.url}/kept`), 'old')
      assert.equal(await textOf(`${served.url}/removed`), 'here')
      assert.equal((await fetch(`${served.url}/added`)).status, 404)
      await served.swap(routes({ '/kept': 'new', '/added': 'here' }))
      assert.equal(await textOf(`${served.url}/kept`), 'new')
      assert.equal(await textOf(`${served.url}/added`), 'here')
      assert.equal((await fetch(`${served.url}/removed`)).status, 404)
    },
  },
  {
    id: 'server/keeps-connections',
    rule: 'V3',
    level: 'must',
    title: 'A keep-alive connection MUST go on to the new application, idle or in the middle of a request’s head.',
    intent: 'Every save would reset what browsers and tests keep open.',
    async check(harness) {
      await using served = await servePlan(harness, greeting)
      using agent = disposable(new Agent({ keepAlive: true, maxSockets: 1 }))
      using half = await openConnection(served.port)
      half.write(get('/').slice(0, 10))
      const ports = new Set<number | undefined>()
      for (let generation = 1; generation <= 5; generation += 1) {
        const { text, port } = await ask(served.url, agent)
        assert.equal(text, `hello from ${generation}`)
        ports.add(port)
        await served.swap(greeting)
      }
      assert.equal(ports.size, 1, 'the connection was closed')
      half.write(get('/').slice(10))
      await half.until(/hello from 6/)
    },
  },
  {
    id: 'server/refuses-what-is-no-application',
    rule: 'V20',
    level: 'must',
    title: 'Mounting what is no application of the framework MUST reject with a HotseatError; the old one serves.',
    intent: 'A forgotten `return app` would be a server that answers nothing.',
    async check(harness) {
      await using served = await servePlan(harness, greeting)
      const never = () => {
        throw new Error('nothing was requested')
      }
      for (const app of [undefined, null, 'app', {}, () => undefined]) {
        const mounting = (async () => await harness.binding.mount(app, never))()
        const error = await rejectionOf(mounting, `mounting ${typeof app}`)
        assert.ok(HotseatError.is(error), `it is no HotseatError: ${String(error)}`)
        await rejectionOf(served.swapTo(app), `a build of ${typeof app}`)
        assert.equal(await textOf(served.url), 'hello from 1')
      }
    },
  },
]

function disposable(agent: Agent): Agent & Disposable {
  return Object.assign(agent, { [Symbol.dispose]: () => agent.destroy() })
}

async function ask(url: string, agent: Agent): Promise<{ readonly text: string; readonly port: number | undefined }> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  httpGet(url, { agent }, resolve).on('error', reject)
  const message = await within(3_000, promise, 'an answer')
  const port = message.socket.localPort
  let text = ''
  for await (const chunk of message) text += String(chunk)
  return { text, port }
}
