import { expect, test } from 'vitest'
import type { BuildContext } from '../src/index.ts'
import { World } from './world/world.ts'

interface Pool {
  readonly url: string
}

/** A world whose application uses one pool, at the URL that `url` says at the time. */
function worldWithPool(): { readonly world: World; readonly opened: Pool[]; readonly closed: Pool[]; url: string } {
  const setting = { world: new World(), opened: new Array<Pool>(), closed: new Array<Pool>(), url: 'db://one' }
  setting.world.configuring = (context: BuildContext) =>
    context.shared.use('pool', { url: setting.url }, ({ url }) => {
      const value: Pool = { url }
      setting.opened.push(value)
      return { value, dispose: () => setting.closed.push(value) }
    })
  return setting
}

test('a shared resource crosses reloads, and is disposed once, by the last that holds it', async () => {
  const { world, opened, closed } = worldWithPool()
  await world.start()
  for (const text of ['two', 'three']) {
    world.save({ text })
    await world.clock.advance(10)
  }
  expect(opened).toHaveLength(1)
  expect(closed).toEqual([])
  const stopped = world.reloader.stop()
  await world.clock.advance(10)
  await stopped
  expect(closed).toEqual(opened)
})

test('another config is another resource; the old one goes with the last generation that holds it', async () => {
  const setting = worldWithPool()
  const { world, opened, closed } = setting
  await world.start()
  const lease = world.reloader.acquire()
  setting.url = 'db://two'
  world.save({ text: 'two' })
  await world.clock.advance(10)
  expect(opened).toEqual([{ url: 'db://one' }, { url: 'db://two' }])
  expect(closed).toEqual([])
  lease.release()
  await world.clock.advance(0)
  expect(closed).toEqual([{ url: 'db://one' }])
})

test('a build that fails lets go of what it used, and of nothing else', async () => {
  const { world, opened, closed } = worldWithPool()
  await world.start()
  world.save({ createApp: 'throw' })
  await world.clock.advance(10)
  expect(world.told['build-failed']).toHaveLength(1)
  expect(opened).toHaveLength(1)
  expect(closed).toEqual([])
})

test('a resource that cannot be created fails the build, and the next build tries again', async () => {
  const world = new World()
  let tries = 0
  world.configuring = (context) =>
    context.shared.use('pool', {}, () => {
      tries += 1
      if (tries === 2) throw new Error('connection refused')
      return { value: { tries } }
    })
  await world.start()
  world.configuring = (context) =>
    context.shared.use('other', {}, () => {
      tries += 1
      if (tries === 2) throw new Error('connection refused')
      return { value: { tries } }
    })
  world.save({ text: 'two' })
  await world.clock.advance(10)
  expect(world.told['build-failed']).toMatchObject([{ error: { cause: { message: 'connection refused' } } }])
  world.save({ text: 'three' })
  await world.clock.advance(10)
  expect(world.reloader.seat).toEqual({ kind: 'generation', generation: 3 })
})

test('a resource whose dispose throws is reported by its key', async () => {
  const world = new World()
  world.configuring = ({ shared }) =>
    shared.use('queue', {}, () => ({
      value: {},
      dispose: () => {
        throw new Error('still busy')
      },
    }))
  await world.start()
  const stopped = world.reloader.stop()
  await world.clock.advance(10)
  await stopped
  const [failed] = world.told['dispose-failed']
  expect(failed?.error.message).toBe("the shared resource 'queue' failed to dispose: still busy")
})

test('owns() knows the values that are shared', async () => {
  const world = new World()
  const owned: boolean[] = []
  world.configuring = async ({ shared }) => {
    const value = await shared.use('pool', {}, () => ({ value: { url: 'x' } }))
    owned.push(shared.owns(value), shared.owns({ url: 'x' }), shared.owns('x'))
  }
  await world.start()
  expect(owned).toEqual([true, false, false])
})
