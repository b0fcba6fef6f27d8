import assert from 'node:assert/strict'
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Rule } from '../../rule.ts'
import { within } from '../../settlement.ts'
import { get, openConnection } from '../connection.ts'
import { gate, type Gate } from '../gate.ts'
import type { ServerHarness } from '../harness.ts'
import { greeting, servePlan, type PlanFor } from '../plans.ts'
import { textOf } from '../serving.ts'

/** Answers as `greeting` does, when the gate opens. */
function waiting(slow: Gate): PlanFor {
  return (api) => ({
    answers: {
      '/': async () => {
        await slow.pass()
        return api.greet()
      },
    },
  })
}

/** What is under way when the swap comes. */
export const inFlight: readonly Rule<ServerHarness>[] = [
  {
    id: 'server/requests-finish-where-they-began',
    rule: 'V4',
    level: 'must',
    title: 'A request in flight MUST finish on the application that it began with, which is disposed after it.',
    intent: 'A save would break whatever request is just being answered.',
    async check(harness) {
      using slow = gate()
      await using served = await servePlan(harness, waiting(slow))
      const old = textOf(served.url)
      await within(3_000, slow.reached, 'the request')
      await served.swap(greeting)
      assert.equal(await textOf(served.url), 'hello from 2')
      assert.equal(served.containers[0]?.isDisposed, false, 'it was not in flight at the swap')
      const drained = served.event('drained', 1)
      slow.open()
      assert.equal(await old, 'hello from 1')
      assert.equal((await drained).forced, 0)
    },
  },
  {
    id: 'server/uploads-cross-a-swap',
    rule: 'V5',
    level: 'must',
    title: 'An upload during which the swap comes MUST reach the application that it began with, every byte.',
    intent: 'Half a file would be stored as if it were whole.',
    async check(harness) {
      using arrived = gate()
      const plan: PlanFor = (api) => ({
        answers: {
          '/': async (request) => {
            void arrived.pass()
            let size = 0
            for await (const chunk of request) size += Buffer.isBuffer(chunk) ? chunk.length : 0
            return `${api.greet()}, ${size} bytes`
          },
        },
      })
      await using served = await servePlan(harness, plan)
      const half = Buffer.alloc(300_000, 'x')
      const answer = Promise.withResolvers<IncomingMessage>()
      const headers = { 'content-type': 'application/octet-stream' }
      const upload = httpRequest(served.url, { method: 'POST', headers }, answer.resolve)
      upload.on('error', answer.reject)
      upload.write(half)
      await within(3_000, arrived.reached, 'the upload')
      await served.swap(plan)
      assert.equal(served.containers[0]?.isDisposed, false, 'it was not in flight at the swap')
      upload.end(half)
      let text = ''
      for await (const chunk of await within(3_000, answer.promise, 'the answer to an upload')) text += String(chunk)
      assert.equal(text, 'hello from 1, 600000 bytes')
    },
  },
  {
    id: 'server/streams-flow-across-a-swap',
    rule: 'V6',
    level: 'must',
    title: 'What is written to an event stream MUST reach its client at once, before and after a swap.',
    intent: 'A page that listens would hear nothing, or all of it too late.',
    async check(harness) {
      const opened = Promise.withResolvers<ServerResponse>()
      const plan: PlanFor = (api) => ({
        writes: {
          '/events': (_request, response) => {
            response.writeHead(200, { 'content-type': 'text/event-stream' })
            response.write(`data: ${api.greet()}\n\n`)
            opened.resolve(response)
          },
        },
      })
      await using served = await servePlan(harness, plan)
      using client = await openConnection(served.port)
      client.write(get('/events'))
      await client.until(/hello from 1/)
      await served.swap(plan)
      const response = await opened.promise
      response.write('data: still here\n\n')
      await client.until(/still here/)
      assert.equal(served.containers[0]?.isDisposed, false)
      const drained = served.event('drained', 1)
      response.end()
      assert.equal((await drained).forced, 0)
    },
  },
  {
    id: 'server/pipelines-keep-their-order',
    rule: 'V7',
    level: 'must',
    title: 'Pipelined requests MUST be answered in order, each by the application at which it arrived.',
    intent: 'A client would take one answer for another’s.',
    async check(harness) {
      using first = gate()
      const answer = (api: Parameters<PlanFor>[0]) => async (request: IncomingMessage) => {
        if (request.url === '/1') await first.pass()
        return `${request.url} ${api.greet()};`
      }
      const plan: PlanFor = (api) => ({
        answers: Object.fromEntries(['/1', '/2', '/3', '/4'].map((path) => [path, answer(api)])),
      })
      await using served = await servePlan(harness, plan)
      using client = await openConnection(served.port)
      client.write(get('/1') + get('/2') + get('/3'))
      await within(3_000, first.reached, 'the first of a pipeline')
      await served.swap(plan)
      client.write(get('/4', 'Connection: close'))
      assert.equal(client.received, '')
      const drained = served.event('drained', 1)
      first.open()
      const answers = (await client.closed()).match(/\/\d hello from \d;/g) ?? []
      const expected = ['/1 hello from 1;', '/2 hello from 1;', '/3 hello from 1;', '/4 hello from 2;']
      assert.deepEqual([...answers], expected)
      assert.equal((await drained).forced, 0)
    },
  },
  {
    id: 'server/swaps-in-quick-succession',
    rule: 'V23',
    level: 'must',
    title:
      'Of swaps in quick succession each application MUST be let go, also one that never answered a request, while an earlier one still does.',
    intent: 'What nobody asked would stay for ever, with its timers.',
    async check(harness) {
      using slow = gate()
      await using served = await servePlan(harness, waiting(slow))
      const failed: string[] = []
      served.reloader.on('dispose-failed', ({ error }) => failed.push(error.message))
      const old = textOf(served.url)
      await within(3_000, slow.reached, 'the request')
      const first = served.event('disposed', 1)
      const middle = served.event('disposed', 2)
      await served.swap(greeting)
      await served.swap(greeting)
      await middle
      assert.deepEqual(
        served.containers.map(({ isDisposed }) => isDisposed),
        [false, true, false],
      )
      assert.equal(await textOf(served.url), 'hello from 3')
      slow.open()
      assert.equal(await old, 'hello from 1')
      await first
      assert.deepEqual(failed, [])
    },
  },
  {
    id: 'server/swaps-under-load',
    rule: 'V24',
    level: 'must',
    title: 'Under load no request MUST fail because of a swap.',
    intent: 'Tests that run against the server would fail now and then.',
    async check(harness) {
      await using served = await servePlan(harness, greeting)
      let isOver = false
      const statuses = new Set<number>()
      let answered = 0
      const clients = Array.from({ length: 8 }, async () => {
        while (!isOver) {
          const response = await fetch(served.url)
          statuses.add(response.status)
          await response.text()
          answered += 1
        }
      })
      for (let swaps = 0; swaps < 20; swaps += 1) {
        const before = answered
        await served.swap(greeting)
        while (answered < before + 8) await textOf(served.url)
      }
      isOver = true
      await Promise.all(clients)
      assert.deepEqual([...statuses], [200])
    },
  },
]
