import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel'
import { expect, onTestFinished, test } from 'vitest'
import { actAs, actor, current, HotseatError, type ReloaderEvents } from '../src/index.ts'
import { publish } from '../src/reload/channels.ts'
import { entry, World } from './world/world.ts'

const names = [
  'change',
  'build-start',
  'build-failed',
  'discarded',
  'swap',
  'drained',
  'disposed',
  'dispose-failed',
  'watch-failed',
  'paused',
  'resumed',
  'stopped',
] as const satisfies readonly (keyof ReloaderEvents)[]

/** Calls `hear` with whatever is published on a channel, until the test is over. */
function hearing(name: string, hear: (message: unknown) => void): void {
  subscribe(name, hear)
  onTestFinished(() => void unsubscribe(name, hear))
}

/** Much that can happen to a reloader, to its end. */
async function live(world: World): Promise<void> {
  await world.start({ text: 'one', dispose: 'throw' })
  world.save({ text: 'two' })
  await world.clock.advance(10)
  world.save({ load: 'throw' })
  await world.clock.advance(500)
  world.loading = new Promise(() => undefined)
  world.save({ text: 'three' })
  await world.clock.advance(5)
  world.loading = undefined
  world.save({ text: 'four' })
  await world.clock.advance(2_000)
  world.watches[0]?.failed({ error: new HotseatError({ code: 'TEST_LOST', message: 'lost' }), fatal: false })
  world.reloader.pause()
  world.reloader.resume()
  const stopped = world.reloader.stop()
  await world.clock.advance(60_000)
  await stopped
}

/** @throws unless every event, with its reloader, is published on the channel of its name, in the order of the events */
async function checkPublished(channelOf: (name: keyof ReloaderEvents) => string): Promise<void> {
  const world = new World()
  const order: string[] = []
  const heard = new Map<string, unknown[]>(names.map((name) => [name, []]))
  for (const name of names) {
    hearing(channelOf(name), (message) => {
      order.push(name)
      heard.get(name)?.push(message)
    })
  }
  await live(world)
  expect(order).toEqual(world.order)
  for (const name of names) {
    expect(world.told[name], `${name} did not happen`).not.toEqual([])
    expect(heard.get(name)).toEqual(world.told[name].map((event) => ({ ...event, reloader: world.reloader })))
  }
}

test('every event is published on its diagnostics channel', () => checkPublished((name) => `hotseat:${name}`))

test('a reloader that publishes elsewhere is caught', async () => {
  await expect(checkPublished((name) => `hotseat.${name}`)).rejects.toThrow('to deeply equal')
})

type Publish = typeof publish

/** @throws unless a message is made for those alone who have subscribed, and told as nobody's doing */
async function checkApart(published: Publish): Promise<void> {
  const { reloader } = await new World().start()
  const counted = { reads: 0 }
  const event = {
    get generation() {
      counted.reads += 1
      return 7
    },
  }
  const tell = (): void => published('discarded', event, reloader)
  tell()
  expect(counted.reads, 'a message was made for nobody').toBe(0)
  const heard: unknown[] = []
  hearing('hotseat:discarded', () => heard.push(current(), actor()))
  using lease = reloader.acquire()
  actAs({}, () => lease.run(tell))
  expect(counted.reads).toBe(1)
  expect(heard).toEqual([undefined, undefined])
}

test('nothing is made of an event for nobody, and it is published outside of any request', () => checkApart(publish))

test('messages for nobody, and those inside of a request, are caught', async () => {
  const eager: Publish = (name, event, reloader) => publish(name, { ...event }, reloader)
  await expect(checkApart(eager)).rejects.toThrow('for nobody')
  const inside: Publish = (name, event, reloader) => {
    const known = channel(`hotseat:${name}`)
    if (known.hasSubscribers) known.publish({ ...event, reloader })
  }
  await expect(checkApart(inside)).rejects.toThrow('to deeply equal')
})

test('a subscriber that throws stops nothing: Node throws it where nothing catches', async () => {
  const thrown = Promise.withResolvers<Error>()
  process.setUncaughtExceptionCaptureCallback(thrown.resolve)
  onTestFinished(() => process.setUncaughtExceptionCaptureCallback(null))
  hearing('hotseat:swap', () => {
    throw new Error('a subscriber')
  })
  const world = await new World().start()
  expect((await thrown.promise).message).toBe('a subscriber')
  world.save({ text: 'two' })
  await world.clock.advance(10)
  expect(world.told.swap.map(({ generation }) => generation)).toEqual([1, 2])
  expect(world.told.swap.at(-1)?.paths).toEqual([entry])
})
