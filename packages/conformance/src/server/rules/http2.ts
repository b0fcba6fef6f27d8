import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { constants } from 'node:http2'
import type { Rule } from '../../rule.ts'
import { within } from '../../settlement.ts'
import { gate } from '../gate.ts'
import type { ServerHarness } from '../harness.ts'
import { transports, type Exchange, type Session, type Transport } from '../http2.ts'
import { greeting, servePlan, type PlanFor } from '../plans.ts'

/** Ways in which a client gives up a request. */
const leaving: Readonly<Record<string, (session: Session, exchange: Exchange) => void>> = {
  'a reset stream': (_session, { stream }) => stream.close(constants.NGHTTP2_CANCEL),
  'a dropped session': (session) => session[Symbol.dispose](),
}

async function assertServes(harness: ServerHarness, transport: Transport): Promise<void> {
  using slow = gate()
  const plan: PlanFor = (api) => ({
    answers: {
      '/': async (request) => {
        let size = 0
        for await (const chunk of request) size += Buffer.isBuffer(chunk) ? chunk.length : 0
        return `${api.greet()}, ${size} bytes`
      },
      '/slow': async () => {
        await slow.pass()
        return api.greet()
      },
    },
  })
  await using served = await servePlan(harness, plan, { server: transport.createServer() })
  using session = transport.connect(served.port)
  assert.equal(await session.open('/', 'body').answer(), '200 hello from 1, 4 bytes', transport.name)
  const old = session.open('/slow')
  await within(3_000, slow.reached, `a request ${transport.name}`)
  await served.swap(plan)
  assert.equal(await session.open('/').answer(), '200 hello from 2, 0 bytes', transport.name)
  assert.equal(served.containers[0]?.isDisposed, false, `${transport.name}: it was not in flight at the swap`)
  const drained = served.event('drained', 1)
  slow.open()
  assert.equal(await old.answer(), '200 hello from 1', transport.name)
  assert.equal((await drained).forced, 0, `${transport.name}: the generation was held until its drain timed out`)
}

/** Proves a request to be in flight at a swap, gives it up, and waits for its generation to drain. */
async function assertReleased(harness: ServerHarness, transport: Transport, how: string, path: string): Promise<void> {
  const what = `${how} ${transport.name}, ${path === '/streaming' ? 'in mid-stream' : 'before the headers'}`
  const reached = Promise.withResolvers<void>()
  const handler = (_request: unknown, response: ServerResponse): void => {
    if (path === '/streaming') response.write('part')
    reached.resolve()
  }
  await using served = await servePlan(harness, () => ({ writes: { [path]: handler } }), {
    drainTimeout: 500,
    server: transport.createServer(),
  })
  using session = transport.connect(served.port)
  const exchange = session.open(path)
  await within(3_000, reached.promise, what)
  if (path === '/streaming') await exchange.until(/part/)
  const drained = served.event('drained', 1)
  await served.swap(greeting)
  assert.equal(served.containers[0]?.isDisposed, false, `${what}: it was not in flight at the swap`)
  leaving[how]?.(session, exchange)
  assert.equal((await drained).forced, 0, `${what}: the generation was held until its drain timed out`)
}

/** HTTP/2, through Node's compatibility API. */
export const http2: readonly Rule<ServerHarness>[] = [
  {
    id: 'server/sessions-move-on',
    rule: 'V19',
    level: 'must',
    needs: ['http2'],
    title:
      'Over HTTP/2, in clear text and over TLS, each request of a session MUST be answered by the application at which it arrived.',
    intent: 'What a browser asks over HTTP/2 would get no answer, or one of old code.',
    async check(harness) {
      for (const transport of transports) await assertServes(harness, transport)
    },
  },
  {
    id: 'server/reset-streams-release',
    rule: 'V19',
    level: 'must',
    needs: ['http2'],
    title: 'A reset stream and a dropped session of HTTP/2 MUST NOT keep the generation.',
    intent: 'A stream that is reset closes no socket, and would keep an old generation until its drain times out.',
    async check(harness) {
      for (const transport of transports) {
        for (const how of Object.keys(leaving)) {
          await assertReleased(harness, transport, how, '/waiting')
          await assertReleased(harness, transport, how, '/streaming')
        }
      }
    },
  },
]
