import assert from 'node:assert/strict'
import type { Rule } from '../../rule.ts'
import { within } from '../../settlement.ts'
import { get, openConnection } from '../connection.ts'
import type { ServerHarness } from '../harness.ts'
import { greeting, servePlan } from '../plans.ts'
import { textOf } from '../serving.ts'

const refuse = async (): Promise<string> => {
  await Promise.resolve()
  throw new Error('refused')
}

/** What is answered in the end, and that it passes unchanged. */
export const answers: readonly Rule<ServerHarness>[] = [
  {
    id: 'server/failures-are-answered',
    rule: 'V11',
    level: 'must',
    title:
      'A handler that throws or rejects MUST be answered by a status of 500 or more, one that fails after its headers broken off, and the next one be served.',
    intent: 'The browser would wait for ever, or the process end.',
    async check(harness) {
      const thrower = (): string => {
        throw new Error('thrown')
      }
      await using served = await servePlan(harness, (api) => ({
        answers: { '/throws': thrower, '/rejects': refuse, '/': () => api.greet() },
        writes: {
          '/breaks-off': (_request, response) => {
            response.writeHead(200, { 'content-length': 10 }).write('part')
            response.destroy()
            throw new Error('too late')
          },
        },
      }))
      for (const path of ['/throws', '/rejects', '/throws']) {
        const { status } = await within(3_000, fetch(served.url + path), `an answer of ${path}`)
        assert.ok(status >= 500, `${path} is answered by ${status}`)
      }
      using client = await openConnection(served.port)
      client.write(get('/breaks-off'))
      await client.closed()
      assert.equal(await textOf(served.url), 'hello from 1')
      const drained = served.event('drained', 1)
      await served.swap(greeting)
      assert.equal((await drained).forced, 0, 'a failure is still held')
    },
  },
  {
    id: 'server/early-refusals-arrive',
    rule: 'V13',
    level: 'must',
    title: 'An early 413 with the body unread MUST reach its client, and release the request.',
    intent: 'A refused upload would look like a broken server.',
    async check(harness) {
      await using served = await servePlan(
        harness,
        () => ({
          writes: {
            '/upload': (_request, response) => void response.writeHead(413, { connection: 'close' }).end('too large'),
          },
        }),
        { drainTimeout: 500 },
      )
      using client = await openConnection(served.port)
      const head = get('/upload', 'Content-Length: 1000000', 'Content-Type: application/octet-stream')
      client.write(`${head.replace('GET', 'POST')}only the beginning`)
      assert.match(await client.closed(), /^HTTP\/1.1 413 [^]*too large/)
      const drained = served.event('drained', 1)
      await served.swap(greeting)
      assert.equal((await drained).forced, 0, 'the refused request is still held')
    },
  },
  {
    id: 'server/bodiless-answers-stay-so',
    rule: 'V14',
    level: 'must',
    title: 'HEAD and a 304 MUST be answered as written, without a body, and leave the connection usable.',
    intent: 'Caches would be told that nothing is ever up to date.',
    async check(harness) {
      await using served = await servePlan(harness, (api) => ({
        writes: {
          '/cached': (request, response) => {
            if (request.headers['if-none-match']) response.writeHead(304).end()
            else response.writeHead(200, { 'content-length': 12 }).end(api.greet())
          },
        },
      }))
      using client = await openConnection(served.port)
      const head = get('/cached').replace('GET', 'HEAD')
      client.write(head + get('/cached', 'If-None-Match: "x"') + get('/cached', 'Connection: close'))
      const received = (await client.closed()).split(/(?=HTTP\/1\.1 )/)
      const parts = received.map((answer) => [answer.slice(9, 12), answer.split('\r\n\r\n')[1]])
      assert.deepEqual(parts, [
        ['200', ''],
        ['304', ''],
        ['200', 'hello from 1'],
      ])
    },
  },
]
