import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import type { Rule } from '../../rule.ts'
import { within } from '../../settlement.ts'
import { get, openConnection, type Connection } from '../connection.ts'
import { gate } from '../gate.ts'
import type { ServerHarness } from '../harness.ts'
import { greeting, servePlan } from '../plans.ts'
import { textOf } from '../serving.ts'

/** How a request may end. */
interface End {
  readonly requests: string
  readonly end: (client: Connection, response: ServerResponse) => void
}

const leave: End['end'] = ({ socket }) => void socket.destroy()

/** Proves a request to be in flight at a swap, ends it, and waits for its generation to drain. */
async function assertReleased(harness: ServerHarness, what: string, { requests, end }: End): Promise<void> {
  const reached = Promise.withResolvers<ServerResponse>()
  const count = requests.split('GET').length - 1
  let arrived = 0
  const handler = ({ url }: { readonly url?: string | undefined }, response: ServerResponse): void => {
    arrived += 1
    if (url === '/streaming') response.write('part')
    if (arrived === count) reached.resolve(response)
  }
  await using served = await servePlan(harness, () => ({ writes: { '/waiting': handler, '/streaming': handler } }), {
    drainTimeout: 500,
  })
  using client = await openConnection(served.port)
  client.write(requests)
  const response = await within(3_000, reached.promise, what)
  if (requests.includes('/streaming')) await client.until(/part/)
  const drained = served.event('drained', 1)
  await served.swap(greeting)
  assert.equal(served.containers[0]?.isDisposed, false, `${what}: it was not in flight at the swap`)
  end(client, response)
  assert.equal((await drained).forced, 0, `${what}: the generation was held until its drain timed out`)
}

/** When a request is over. */
export const ends: readonly Rule<ServerHarness>[] = [
  {
    id: 'server/aborts-release',
    rule: 'V9',
    level: 'must',
    title: 'A client that leaves, before the headers or in mid-stream, MUST NOT keep the generation.',
    intent: 'Every closed tab would keep an old generation until its drain times out.',
    async check(harness) {
      await assertReleased(harness, 'before the headers', { requests: get('/waiting'), end: leave })
      await assertReleased(harness, 'in mid-stream', { requests: get('/streaming'), end: leave })
      const reset: End['end'] = ({ socket }) => void socket.resetAndDestroy()
      await assertReleased(harness, 'reset in mid-stream', { requests: get('/streaming'), end: reset })
    },
  },
  {
    id: 'server/aborted-pipelines-release',
    rule: 'V8',
    level: 'must',
    title: 'An aborted pipeline MUST release every request of it, also those that were waiting their turn.',
    intent: 'Responses that never had a socket emit fewer events than others, and would keep an old generation.',
    async check(harness) {
      const requests = get('/waiting') + get('/waiting') + get('/waiting')
      await assertReleased(harness, 'an aborted pipeline', { requests, end: leave })
    },
  },
  {
    id: 'server/hijacked-responses-release',
    rule: 'V12',
    level: 'must',
    title:
      'A response that the application destroys, or whose socket it takes over, MUST release its request in the end.',
    intent: 'What speaks another protocol after all would keep an old generation for ever.',
    async check(harness) {
      const destroy: End['end'] = (_client, response) => void response.destroy()
      await assertReleased(harness, 'a destroyed response', { requests: get('/waiting'), end: destroy })
      const hijack: End['end'] = (_client, response) => {
        const { socket } = response
        assert.ok(socket, 'the response has no socket')
        response.detachSocket(socket)
        socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nmine', () => socket.destroy())
      }
      await assertReleased(harness, 'a hijacked socket', { requests: get('/waiting'), end: hijack })
    },
  },
  {
    id: 'server/outlives-the-client',
    rule: 'V10',
    level: 'must',
    needs: ['heldHandlers'],
    title: 'A handler that runs on after its client left MUST still have its container.',
    intent: 'A payment would stop halfway because somebody closed a tab and somebody else saved a file.',
    async check(harness) {
      using slow = gate()
      const left = Promise.withResolvers<void>()
      const resolved = Promise.withResolvers<string>()
      resolved.promise.catch(() => undefined)
      await using served = await servePlan(harness, (api) => ({
        answers: {
          '/': async (request) => {
            request.socket.once('close', () => left.resolve())
            await slow.pass()
            try {
              resolved.resolve(api.greet())
            } catch (error) {
              resolved.reject(error)
            }
            return ''
          },
        },
      }))
      using client = await openConnection(served.port)
      client.write(get('/'))
      await within(3_000, slow.reached, 'the request')
      await served.swap(greeting)
      client.socket.destroy()
      await within(3_000, left.promise, 'the client’s leaving')
      // Whatever a release at this point would set off has happened once another request was answered.
      assert.equal(await textOf(served.url), 'hello from 2')
      const disposed = served.event('disposed', 1)
      slow.open()
      assert.equal(await resolved.promise, 'hello from 1')
      await disposed
    },
  },
]
