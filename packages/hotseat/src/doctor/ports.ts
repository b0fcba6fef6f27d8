import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { errors } from '../errors.ts'
import type { ListeningServer } from './evidence.ts'

/**
 * Resolves when the ports that an application had listened on can be had again.
 *
 * @param patience milliseconds
 * @throws {HotseatError} `HOTSEAT_DOCTOR_PORT_BUSY`
 */
export async function untilFree(servers: readonly ListeningServer[], patience = 10_000): Promise<void> {
  const until = performance.now() + patience
  for (const { host, port } of servers) {
    if (port === undefined) continue
    while (!(await isFree(port, host))) {
      if (performance.now() > until) throw errors.doctorPortBusy(port)
      await setTimeout(50)
    }
  }
}

export async function isFree(port: number, host: string | undefined): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, host)
    await once(server, 'listening')
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}
