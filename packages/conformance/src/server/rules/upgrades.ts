import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import type { Rule } from '../../rule.ts'
import { within } from '../../settlement.ts'
import { openConnection, upgradeRequest } from '../connection.ts'
import { gate, type Gate } from '../gate.ts'
import type { ServerHarness } from '../harness.ts'
import { greeting, servePlan, type PlanFor } from '../plans.ts'

const switching = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: bytes\r\n\r\n'

/** Speaks bytes after the upgrade, and greets; what it is sent it echoes. */
function talking(opened?: (socket: Duplex) => void, handshake?: Gate): PlanFor {
  return (api) => ({
    upgrade(_request, socket, head) {
      const complete = (): void => {
        socket.write(`${switching}${head.toString()}${api.greet()};`)
        socket.on('data', (data: Buffer) => socket.write(`${data.toString()} ${api.greet()};`))
        socket.on('error', () => undefined)
        opened?.(socket)
      }
      if (handshake && api.generation === 1) void handshake.pass().then(complete)
      else complete()
    },
  })
}

/** WebSockets and the like. */
export const upgrades: readonly Rule<ServerHarness>[] = [
  {
    id: 'server/sockets-hold-their-generation',
    rule: 'V16',
    level: 'must',
    needs: ['upgrades'],
    title: 'An upgraded socket MUST go on with its application after a swap, and hold it until it ends.',
    intent: 'Every save would cut off every WebSocket, or leave it without a container.',
    async check(harness) {
      const plan = talking()
      await using served = await servePlan(harness, plan)
      using old = await openConnection(served.port)
      old.write(upgradeRequest)
      await old.until(/hello from 1;/)
      await served.swap(plan)
      await served.swap(plan)
      old.write('still there?')
      await old.until(/still there\? hello from 1;/)
      assert.equal(served.containers[0]?.isDisposed, false)
      const drained = served.event('drained', 1)
      old.socket.resetAndDestroy()
      assert.equal((await drained).forced, 0)
    },
  },
  {
    id: 'server/upgrades-reach-the-seat',
    rule: 'V15',
    level: 'must',
    needs: ['upgrades'],
    title:
      'An upgrade MUST go to the application in the seat, with what followed its head, and be completed by the one that began it.',
    intent: 'A chat would connect to code that is gone.',
    async check(harness) {
      using handshake = gate()
      const plan = talking(undefined, handshake)
      await using served = await servePlan(harness, plan)
      using old = await openConnection(served.port)
      old.write(upgradeRequest)
      await within(3_000, handshake.reached, 'the handshake')
      await served.swap(plan)
      assert.equal(served.containers[0]?.isDisposed, false, 'the handshake holds nothing')
      using next = await openConnection(served.port)
      next.write(`${upgradeRequest}first words, `)
      await next.until(/101 [^]*first words, hello from 2;/)
      handshake.open()
      await old.until(/101 [^]*hello from 1;/)
    },
  },
  {
    id: 'server/half-open-sockets-stay',
    rule: 'V18',
    level: 'must',
    needs: ['upgrades'],
    title: 'An upgraded socket of which the client has closed its half MUST still be written to, and held.',
    intent: 'The last answer would be lost where a client says that it has said all.',
    async check(harness) {
      const opened = Promise.withResolvers<Duplex>()
      await using served = await servePlan(harness, talking(opened.resolve))
      using client = await openConnection(served.port)
      client.write(upgradeRequest)
      await client.until(/hello from 1;/)
      const socket = await opened.promise
      const ended = once(socket, 'end')
      client.socket.end()
      await within(3_000, ended, 'the end of the client’s half')
      await served.swap(greeting)
      socket.write('and goodbye;')
      await client.until(/and goodbye;/)
      assert.equal(served.containers[0]?.isDisposed, false)
      const drained = served.event('drained', 1)
      socket.end()
      assert.equal((await drained).forced, 0)
    },
  },
  {
    id: 'server/unwanted-upgrades-are-refused',
    rule: 'V17',
    level: 'must',
    title: 'Where the application takes no upgrades, the socket MUST be closed, and the request released.',
    intent: 'A client would wait for a handshake that nobody makes.',
    async check(harness) {
      await using served = await servePlan(harness, greeting, { drainTimeout: 500 })
      using client = await openConnection(served.port)
      client.write(upgradeRequest)
      await client.closed()
      const drained = served.event('drained', 1)
      await served.swap(greeting)
      assert.equal((await drained).forced, 0, 'the refused upgrade is still held')
    },
  },
]
