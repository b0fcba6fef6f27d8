import { expect, test } from 'vitest'
import { entry, World } from './world/world.ts'

function textOf({ reloader }: World): string {
  using lease = reloader.acquire()
  return lease.api.text
}

/** Nothing is built while it is paused, and everything is when it is resumed. */
async function checkPause(world: World, pause: () => void): Promise<void> {
  pause()
  world.save({ text: 'two' })
  await world.clock.advance(1_000)
  expect(textOf(world)).toBe('one')
  expect(world.told['build-start']).toHaveLength(1)
  world.reloader.resume()
  await world.clock.advance(1_000)
  expect(textOf(world)).toBe('two')
}

test('a change that comes during a pause is built when it ends', async () => {
  const world = await new World().start()
  await checkPause(world, () => world.reloader.pause())
  expect(world.order).toEqual([
    'build-start',
    'swap',
    'paused',
    'resumed',
    'change',
    'build-start',
    'swap',
    'drained',
    'disposed',
  ])
})

test('a pause that does nothing is caught', async () => {
  const world = await new World().start()
  await expect(checkPause(world, () => undefined)).rejects.toThrow('to be')
})

test('what has gone again by the end of a pause is not built', async () => {
  const world = await new World().start({ text: 'one' })
  world.reloader.pause()
  world.save({ text: 'two' })
  world.save({ text: 'one' })
  world.reloader.resume()
  await world.clock.advance(1_000)
  expect(world.told['build-start']).toHaveLength(1)
})

test('a reload that is asked for during a pause is done', async () => {
  const world = await new World().start()
  world.reloader.pause()
  world.save({ text: 'two' })
  const done = world.reloader.reload()
  await world.clock.advance(1_000)
  await done
  expect(textOf(world)).toBe('two')
  expect(world.reloader.isPaused).toBe(true)
})

test('a rescan that is asked for during a pause is made when it ends', async () => {
  const world = await new World().start()
  world.reloader.pause()
  world.write(entry, { text: 'two' })
  for (const watch of world.watches) watch.rescan(['/app'], 'overflow')
  await world.clock.advance(1_000)
  expect(textOf(world)).toBe('one')
  world.reloader.resume()
  await world.clock.advance(1_000)
  expect(textOf(world)).toBe('two')
})

test('pausing twice is pausing once, and is told once', async () => {
  const world = await new World().start()
  world.reloader.pause()
  world.reloader.pause()
  expect(world.reloader.isPaused).toBe(true)
  world.reloader.resume()
  world.reloader.resume()
  expect(world.reloader.isPaused).toBe(false)
  expect([world.told.paused, world.told.resumed]).toEqual([[{}], [{}]])
})
