import type { ServerResponse } from 'node:http'
import type { Mounted } from '@hotseat/core'
import { expect, test } from 'vitest'
import {
  checkClosedOnce,
  checkEventStream,
  checkInFlight,
  checkPipelining,
  checkReleased,
  checkUpload,
  ends,
} from './checks/draining.ts'
import { fastifyHarness } from './world/harness.ts'
import { broken } from './world/planted.ts'

test('V4 a request in flight finishes on the old generation, which is closed after it and not before', async () => {
  await checkInFlight(fastifyHarness)
})

test('V4 planted bug: a binding that closes the last application when the next is mounted is caught', async () => {
  let last: (() => Promise<void>) | undefined
  const eager = broken(fastifyHarness, (mounted) => {
    void last?.()
    last = () => mounted.close?.() ?? Promise.resolve()
    return {}
  })
  await expect(checkInFlight(eager)).rejects.toThrow('closed, its container there')
})

test('V5 an upload during which the swap happens ends on the generation it began with, with every byte', async () => {
  await checkUpload(fastifyHarness)
})

test('V5 planted bug: a binding that reads the body is caught', async () => {
  const reading = broken(fastifyHarness, (mounted) => ({
    handle(request, response) {
      request.once('data', () => {})
      return new Promise((resolve) => void setImmediate(resolve)).then(() => mounted.handle(request, response))
    },
  }))
  await expect(checkUpload(reading)).rejects.toThrow('hello from 1, 600000 bytes')
})

test("V6 I13 streams: 'hold' lets an event stream go on after the swap, until the drain times out", async () => {
  await checkEventStream(fastifyHarness, 'hold')
})

test("V6 I13 streams: 'close' ends the event streams of the retired generation at the swap", async () => {
  await checkEventStream(fastifyHarness, 'close')
})

test('V6 planted bug: a binding that ends what is open when the next application is mounted is caught', async () => {
  const open = new Set<ServerResponse>()
  const ending = broken(fastifyHarness, (mounted) => {
    for (const response of open) response.destroy()
    return {
      handle(request, response) {
        open.add(response)
        return mounted.handle(request, response)
      },
    }
  })
  await expect(checkEventStream(ending, 'hold')).rejects.toThrow('closed before')
})

test('V7 I14 pipelined requests are answered in order, each by the generation it arrived at', async () => {
  await checkPipelining(fastifyHarness)
})

test('V7 planted bug: a binding that handles a pipelined request when its turn has come is caught', async () => {
  let newest: Mounted | undefined
  const waiting = broken(fastifyHarness, (mounted) => {
    newest = mounted
    return {
      handle(request, response) {
        if (response.socket) return mounted.handle(request, response)
        response.once('socket', () => newest?.handle(request, response))
        return undefined
      },
    }
  })
  await expect(checkPipelining(waiting)).rejects.toThrow("[ '/1 hello from 1', …(3) ] to deeply equal")
})

for (const end of Object.keys(ends)) {
  test(`I16 the lease is released by ${end}`, async () => {
    await checkReleased(fastifyHarness, end)
  })
}

test('I16 planted bug: a binding that holds the lease until the response has finished is caught', async () => {
  const holding = broken(fastifyHarness, (mounted, _app, leaseOf) => ({
    handle(request, response) {
      leaseOf(request).hold(new Promise((resolve) => void response.once('finish', resolve)))
      return mounted.handle(request, response)
    },
  }))
  await expect(checkReleased(holding, 'V9 an abort before the headers')).rejects.toThrow('forced')
  await expect(checkReleased(holding, 'V8 an aborted pipeline')).rejects.toThrow('forced')
})

test('V22 a double close, and a close during a swap, close each application once', async () => {
  await checkClosedOnce(fastifyHarness)
})

test('V22 planted bug: a binding that does not close the application is caught', async () => {
  const open = broken(fastifyHarness, () => ({ close: () => Promise.resolve() }))
  await expect(checkClosedOnce(open)).rejects.toThrow('to deeply equal')
})
