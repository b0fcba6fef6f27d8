import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { World } from './world/world.ts'

/** I8: the stop ends within the drain and dispose timeouts, and leaves no timer, no watch and no generation. */
async function checkStopsCleanly(world: World, within: number): Promise<void> {
  const stops = [world.reloader.stop(), world.reloader.stop()]
  let stopped = false
  void Promise.all(stops).then(() => {
    stopped = true
  })
  await world.clock.advance(within)
  await expect.poll(() => stopped).toBe(true)
  expect(world.reloader.seat).toEqual({ kind: 'stopped' })
  expect(world.told.stopped).toHaveLength(1)
  expect(world.clock.pending).toBe(0)
  expect(world.watches).toEqual([])
  expect(new Set(world.ledger.disposed)).toEqual(new Set(world.ledger.constructed))
  expect(world.ledger.disposed).toHaveLength(world.ledger.constructed.length)
}

const steps: Readonly<Record<string, (world: World) => unknown>> = {
  save: (world) => world.save({ text: `at ${world.clock.now()}` }),
  'broken save': (world) => world.save({ configure: 'throw' }),
  'hanging save': (world) => world.save({ configure: 'hang' }),
  request: (world) => (world.reloader.seat.kind === 'generation' ? world.reloader.acquire() : undefined),
  'a moment': (world) => world.clock.advance(5),
  'a while': (world) => world.clock.advance(150),
  reload: (world) => void world.reloader.reload(),
}

test('I8 stop() is legal after any steps, and ends in time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...Object.keys(steps)), { maxLength: 12 }), async (names) => {
      const world = await new World({ drainTimeout: 2_000, buildTimeout: 5_000 }).start()
      for (const name of names) await steps[name]?.(world)
      await checkStopsCleanly(world, 2_000)
    }),
    { numRuns: 60 },
  )
})

test('I8 stop() before the start, and during it', async () => {
  const idle = new World()
  await idle.reloader.stop()
  expect(idle.reloader.seat).toEqual({ kind: 'stopped' })
  await expect(idle.reloader.start()).rejects.toMatchObject({ code: 'HOTSEAT_ALREADY_STARTED' })

  const starting = new World()
  starting.write('/app/entry.json', { text: 'one', configure: 'hang' })
  const started = starting.reloader.start()
  await starting.clock.advance(5)
  await checkStopsCleanly(starting, 1_000)
  await started
})

test('I8 is seen to break when a timer survives the stop', async () => {
  const world = await new World().start()
  world.clock.setTimer(100_000, () => undefined)
  await expect(checkStopsCleanly(world, 1_000)).rejects.toThrow('expected 1 to be +0')
})

test('a watcher that cannot start makes start() reject, with nothing left', async () => {
  const world = new World()
  world.write('/app/entry.json', { text: 'one' })
  world.watchReady = Promise.reject(new Error('no watches left'))
  const [started] = await Promise.allSettled([world.reloader.start(), world.clock.advance(2_000)])
  expect(started).toMatchObject({ status: 'rejected', reason: { message: 'no watches left' } })
  expect(world.reloader.seat).toEqual({ kind: 'stopped' })
  expect(world.clock.pending).toBe(0)
})
