import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { untilFree } from '../src/doctor/ports.ts'
import { thrownBy } from './thrown.ts'

test('a port that stays in use is told; one that is let go is waited for', async () => {
  const occupant = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void occupant.close())
  await once(occupant, 'listening')
  const address = occupant.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const servers = [{ protocol: 'http', host: '127.0.0.1', port }] as const

  const error = await thrownBy(() => untilFree(servers, 0))
  expect(error.code).toBe('HOTSEAT_DOCTOR_PORT_BUSY')
  expect(error.message).toContain(String(port))

  let isFree = false
  const freed = untilFree(servers).then(() => (isFree = true))
  // One look at it, at least, while it is in use.
  await thrownBy(() => untilFree(servers, 0))
  expect(isFree).toBe(false)
  occupant.close()
  await freed
})
