import type { Duplex } from 'node:stream'
import { expect } from 'vitest'
import { gate } from '../world/gate.ts'
import { greeting, serveBy, type CreateBehaviour, type Harness } from '../world/harness.ts'
import { get, rawConnection } from '../world/raw-connection.ts'

const handshake = get('/', 'Connection: Upgrade', 'Upgrade: bytes')

/** Greets on the upgraded socket, once it has been admitted. */
function bytes(
  admit = (): Promise<void> => Promise.resolve(),
  opened = (_socket: Duplex): void => {},
): CreateBehaviour {
  return (api) => ({
    ...greeting(api),
    upgrade(_request, socket, head) {
      void admit().then(() => {
        const greeted = `${api.greet()} ${head.toString()}`
        socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: bytes\r\n\r\n${greeted}`)
        opened(socket.resume())
      })
    },
  })
}

/** An upgrade goes to the seat, and its socket keeps that generation; the next one goes to the next. */
export async function checkUpgrade<App>(harness: Harness<App>): Promise<void> {
  const served = await serveBy(harness, bytes())
  const old = await rawConnection(served.port)
  old.write(`${handshake}head`)
  await old.until(/^HTTP\/1.1 101 [^]*hello from 1 head$/)
  await served.swap()
  const next = await rawConnection(served.port)
  next.write(`${handshake}head`)
  expect(await next.until(/hello from \d head$/)).toContain('hello from 2')
  expect(served.containers[0]?.isDisposed).toBe(false)
  const drained = served.event('drained')
  old.socket.resetAndDestroy()
  expect(await drained).toMatchObject({ generation: 1, forced: 0 })
}

export async function checkSwapDuringHandshake<App>(harness: Harness<App>): Promise<void> {
  const admission = gate()
  const served = await serveBy(
    harness,
    bytes(() => admission.pass()),
  )
  const client = await rawConnection(served.port)
  client.write(handshake)
  await admission.reached
  await served.swap()
  expect(served.containers[0]?.isDisposed).toBe(false)
  admission.open()
  await client.until(/hello from 1/)
}

/** The client closes its half: the socket is still held, and is ended with the drain. */
export async function checkHalfOpen<App>(harness: Harness<App>): Promise<void> {
  const opened = Promise.withResolvers<Duplex>()
  const served = await serveBy(harness, bytes(undefined, opened.resolve), { drainTimeout: 300 })
  const client = await rawConnection(served.port)
  client.write(handshake)
  const socket = await opened.promise
  await client.until(/hello from 1/)
  const ended = new Promise((resolve) => void socket.once('end', resolve))
  client.socket.end()
  await ended
  const drained = served.event('drained')
  await served.swap()
  socket.write(' and goodbye')
  await client.until(/and goodbye/)
  expect(served.containers[0]?.isDisposed).toBe(false)
  expect(await drained).toMatchObject({ forced: 1 })
  await client.closed
}

export async function checkRefusedUpgrade<App>(harness: Harness<App>): Promise<void> {
  const served = await serveBy(harness, greeting, { drainTimeout: 400 })
  const client = await rawConnection(served.port)
  const arrived = new Promise((resolve) => void served.listener.server.once('upgrade', resolve))
  client.write(handshake)
  await arrived
  const drained = served.event('drained')
  await served.swap()
  expect(await drained).toMatchObject({ generation: 1, forced: 0 })
  expect(await client.closed).toMatch(/^HTTP\/1.1 501 /)
}
