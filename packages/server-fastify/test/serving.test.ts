import { expect, test } from 'vitest'
import {
  checkBodiless,
  checkEarlyAnswer,
  checkFailingHandlers,
  checkListenerCounts,
  checkOwnGeneration,
  checkQuickSwaps,
  checkRoutes,
  checkSameConnection,
  checkScopes,
  checkUnderLoad,
} from './checks/serving.ts'
import { fastifyHarness } from './world/harness.ts'
import { broken } from './world/planted.ts'

const closingConnections = broken(fastifyHarness, (mounted) => ({
  handle(request, response) {
    response.shouldKeepAlive = false
    return mounted.handle(request, response)
  },
}))

test('V1 V3 server, port and a keep-alive connection stay over swaps, and the connection moves on', async () => {
  await checkSameConnection(fastifyHarness)
})

test('V3 planted bug: a binding that closes connections is caught', async () => {
  await expect(checkSameConnection(closingConnections)).rejects.toThrow('closed before')
})

test('V2 routes are added, changed and removed by a swap', async () => {
  await checkRoutes(fastifyHarness)
})

test('V2 planted bug: a binding that stays with the first application is caught', async () => {
  let first: ReturnType<Parameters<typeof broken>[1]> | undefined
  const staying = broken(fastifyHarness, (mounted) => (first ??= mounted))
  await expect(checkRoutes(staying)).rejects.toThrow("to deeply equal [ 'new', 'here' ]")
})

test('V11 a handler that throws, rejects or fails after its headers ends one request and no more', async () => {
  await checkFailingHandlers(fastifyHarness)
})

test('V11 planted bug: an application that answers failures as if they were none is caught', async () => {
  const hiding: typeof fastifyHarness = {
    ...fastifyHarness,
    application: (behaviour) => fastifyHarness.application(behaviour).setErrorHandler(() => 'fine'),
  }
  await expect(checkFailingHandlers(hiding)).rejects.toThrow('expected 200 to be 500')
})

test('V13 an answer to an upload that was not read releases its lease', async () => {
  await checkEarlyAnswer(fastifyHarness)
})

test('V13 planted bug: a binding that waits for the end of every upload is caught', async () => {
  const waiting = broken(fastifyHarness, (mounted, _app, leaseOf) => ({
    handle(request, response) {
      leaseOf(request).hold(new Promise((resolve) => void request.once('end', resolve)))
      return mounted.handle(request, response)
    },
  }))
  await expect(checkEarlyAnswer(waiting)).rejects.toThrow('forced')
})

test('V14 HEAD and 304 have no body, and the connection goes on', async () => {
  await checkBodiless(fastifyHarness)
})

test('V14 planted bug: a binding that closes connections is caught', async () => {
  await expect(checkBodiless(closingConnections)).rejects.toThrow("[ 'HTTP/1.1 200' ] to deeply equal")
})

test('V23 two swaps in quick succession: the middle generation is closed and disposed while the first still serves', async () => {
  await checkQuickSwaps(fastifyHarness)
})

test('V23 planted bug: a binding that does not close the application is caught', async () => {
  const open = broken(fastifyHarness, () => ({ close: () => Promise.resolve() }))
  await expect(checkQuickSwaps(open)).rejects.toThrow('to deeply equal [ 2 ]')
})

test('V24 swaps under load fail no request', async () => {
  await checkUnderLoad(fastifyHarness)
})

test('V24 planted bug: a binding that refuses the first request of a generation is caught', async () => {
  const refusing = broken(fastifyHarness, (mounted) => {
    let isWarm = false
    return {
      handle(request, response) {
        if (isWarm) return mounted.handle(request, response)
        isWarm = true
        return response.writeHead(503).end()
      },
    }
  })
  await expect(checkUnderLoad(refusing)).rejects.toThrow('to deeply equal [ 200 ]')
})

test('V25 the number of listeners is the same after 200 swaps', async () => {
  await checkListenerCounts(fastifyHarness)
})

test('V25 planted bug: a binding that listens to the process for every generation is caught', async () => {
  const listener = (): void => {}
  const listening = broken(fastifyHarness, () => {
    process.setMaxListeners(0).on('warning', listener)
    return {}
  })
  await expect(checkListenerCounts(listening)).rejects.toThrow('to deeply equal')
  while (process.listeners('warning').includes(listener)) process.off('warning', listener)
  process.setMaxListeners(10)
})

test('V26 V27 a request scope is created only when touched, and its failure harms nothing', async () => {
  await checkScopes(fastifyHarness)
})

test('V26 planted bug: a binding that touches the scope is caught', async () => {
  const touching = broken(fastifyHarness, (mounted, _app, leaseOf) => ({
    handle(request, response) {
      expect(leaseOf(request).scope).toBeDefined()
      return mounted.handle(request, response)
    },
  }))
  await expect(checkScopes(touching)).rejects.toThrow('created')
})

test('I1 what a handler asks for after an await is of the generation that it arrived at', async () => {
  await checkOwnGeneration(fastifyHarness)
})
