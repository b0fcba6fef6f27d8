import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { actAs, actor, current, type Container, type Lease, type Reloader } from '../src/index.ts'
import { entry, World, type Api, type ContainerDecorator, type Mishap } from './world/world.ts'

test('a save is served by the next generation, after ten quiet milliseconds', async () => {
  const world = await new World().start({ text: 'one' })
  world.save({ text: 'two' })
  await world.clock.advance(9)
  expect(textOf(world.reloader)).toBe('one')
  await world.clock.advance(1)
  expect(textOf(world.reloader)).toBe('two')
  expect(world.told.swap.at(-1)).toMatchObject({ generation: 2, retired: 1, paths: [entry], total: 10 })
  expect(world.ledger).toMatchObject({ constructed: [1, 2], disposed: [1], released: [1] })
})

test('an event without a change of content is no change', async () => {
  const world = await new World().start({ text: 'one' })
  world.save({ text: 'one' })
  world.touch('/app/README.md')
  await world.clock.advance(1_000)
  expect(world.told.change).toEqual([])
  expect(world.told['build-start']).toHaveLength(1)
})

test('I14 the events of a reload come in one order', async () => {
  const world = await new World().start({ text: 'one' })
  world.save({ text: 'two' })
  await world.clock.advance(10)
  expect(world.order).toEqual(['build-start', 'swap', 'change', 'build-start', 'swap', 'drained', 'disposed'])
})

test('a build tells of each phase as it comes to it', async () => {
  const loading = Promise.withResolvers<void>()
  const world = await new World().start({ text: 'one' })
  expect(world.told['build-phase'].map(({ phase }) => phase)).toEqual(['load', 'create', 'mount'])
  world.loading = loading.promise
  world.save({ text: 'two' })
  await world.clock.advance(10)
  expect(world.told['build-phase'].slice(3)).toEqual([{ generation: 2, phase: 'load' }])
  loading.resolve()
  await world.clock.advance(10)
  expect(world.told['build-phase'].slice(4).map(({ phase }) => phase)).toEqual(['create', 'mount'])
})

/** I1: what a request resolves, also after awaits and across a swap, is of the generation it began with. */
async function checkRequestSeesOneGeneration(
  world: World,
  resolve: (reloader: Reloader<Api>) => number | undefined,
): Promise<void> {
  const lease = world.reloader.acquire()
  const seen: (number | undefined)[] = []
  const request = lease.run(async () => {
    seen.push(resolve(world.reloader))
    await setImmediate()
    world.save({ text: 'two' })
    await world.clock.advance(10)
    expect(world.reloader.seat).toEqual({ kind: 'generation', generation: 2 })
    seen.push(resolve(world.reloader))
  })
  await request
  lease.release()
  expect(seen).toEqual([1, 1])
}

test('I1 a request sees one generation, also after awaits', async () => {
  await checkRequestSeesOneGeneration(await new World().start(), (reloader) => reloader.current()?.api.generation)
  await checkRequestSeesOneGeneration(await new World().start(), () => current()?.generation)
})

test('I1 is seen to break when the generation is looked up late', async () => {
  const late = checkRequestSeesOneGeneration(await new World().start(), (reloader) => {
    using lease = reloader.acquire()
    return lease.api.generation
  })
  await expect(late).rejects.toThrow('expected')
})

test('current() is undefined outside of a request, and in what a build starts', async () => {
  const world = await new World().start()
  let inBuild: unknown = 'not called'
  world.configuring = () => {
    inBuild = world.reloader.current()
  }
  using lease = world.reloader.acquire()
  await lease.run(async () => {
    const reloaded = world.reloader.reload()
    await world.clock.advance(10)
    await reloaded
  })
  expect(inBuild).toBeUndefined()
  expect(world.reloader.current()).toBeUndefined()
})

test('what the end of a request sets off is neither that request’s doing nor its application’s', async () => {
  const world = await new World().start()
  const lease = world.reloader.acquire()
  world.save({ text: 'two' })
  await world.clock.advance(10)
  const seen: unknown[] = []
  world.reloader.on('drained', () => seen.push(actor(), current()))
  world.reloader.on('disposed', () => seen.push(actor(), current()))
  lease.run(() => actAs({}, () => lease.release()))
  await world.clock.advance(0)
  expect(seen).toEqual([undefined, undefined, undefined, undefined])
})

test('I2 a generation with a lease is disposed when the lease is released, and not before', async () => {
  const world = await new World().start()
  const lease = world.reloader.acquire()
  world.save({ text: 'two' })
  await world.clock.advance(5_000)
  expect(world.ledger.disposed).toEqual([])
  expect(lease.api.text).toBe('one')
  lease.release()
  await world.clock.advance(0)
  expect(world.ledger).toMatchObject({ disposed: [1], closed: [1], released: [1] })
  expect(world.told.drained).toEqual([{ generation: 1, duration: 4_990, forced: 0 }])
})

test('I2 after the drain timeout the signal of the lease fires before anything is disposed', async () => {
  const world = await new World({ drainTimeout: 3_000 }).start()
  const lease = world.reloader.acquire()
  let disposedAtSignal: unknown
  lease.signal.addEventListener('abort', () => {
    disposedAtSignal = [...world.ledger.disposed]
  })
  world.save({ text: 'two' })
  await world.clock.advance(3_009)
  expect(world.ledger.disposed).toEqual([])
  await world.clock.advance(1)
  expect(disposedAtSignal).toEqual([])
  expect(lease.signal.reason).toMatchObject({ code: 'HOTSEAT_CUT_OFF' })
  expect(world.ledger.disposed).toEqual([1])
  expect(world.told.drained).toEqual([{ generation: 1, duration: 3_000, forced: 1 }])
})

test('I10 the sixth generation to drain cuts the oldest off', async () => {
  const world = await new World().start()
  const leases = [world.reloader.acquire()]
  for (let each = 2; each <= 7; each += 1) {
    world.save({ text: `text ${each}` })
    await world.clock.advance(10)
    leases.push(world.reloader.acquire())
  }
  expect(leases.map(({ signal }) => signal.aborted)).toEqual([true, false, false, false, false, false, false])
  expect(world.ledger.disposed).toEqual([1])
})

/** I12: the next generation serves, and what went wrong is told by name. */
async function checkOldGenerationChangesNothing(world: World, dispose: Mishap): Promise<void> {
  await world.start({ text: 'one', dispose, close: dispose })
  world.save({ text: 'two' })
  await world.clock.advance(10)
  expect(textOf(world.reloader)).toBe('two')
  await expect.poll(() => world.told['dispose-failed'].length).toBe(2)
  const messages = world.told['dispose-failed'].map(({ error }) => error.message)
  expect(messages[0]).toContain('the application of generation 1')
  expect(messages[1]).toContain('the container of generation 1')
  await expect.poll(() => world.ledger.released).toEqual([1])
}

for (const mishap of ['throw', 'reject', 'hang'] as const) {
  test(`I12 an old generation whose dispose ends in ${mishap} changes nothing for the live one`, async () => {
    await checkOldGenerationChangesNothing(new World({ disposeTimeout: 20 }), mishap)
  })
}

test('I12 is seen to break when a build waits for the last generation to be disposed', async () => {
  const disposeFirst: ContainerDecorator = (factory) => {
    let last: Container<Api> | undefined
    return {
      ...factory,
      async create(configure, context) {
        await last?.dispose()
        last = await factory.create(configure, context)
        return last
      },
    }
  }
  const check = checkOldGenerationChangesNothing(new World({ disposeTimeout: 20 }, disposeFirst), 'hang')
  await expect(check).rejects.toThrow("expected 'one' to be 'two'")
})

test('I14 the generations that one caller sees never go back', async () => {
  const world = await new World().start()
  const seen: number[] = []
  for (let each = 0; each < 20; each += 1) {
    world.save({ text: `text ${each}` })
    await world.clock.advance(each % 3 === 0 ? 3 : 110)
    using lease = world.reloader.acquire()
    seen.push(lease.generation)
  }
  expect(seen).toEqual(seen.toSorted((left, right) => left - right))
  expect(new Set(seen).size).toBeGreaterThan(5)
})

/** I15: what is resolved too late throws an error with a name. */
async function checkLateResolveThrows(resolverOf: (lease: Lease<Api>) => () => unknown): Promise<void> {
  const world = await new World({ drainTimeout: 100 }).start()
  const held = world.reloader.acquire()
  const released = world.reloader.acquire()
  const [resolveHeld, resolveReleased] = [resolverOf(held), resolverOf(released)]
  released.release()
  world.save({ text: 'two' })
  await world.clock.advance(200)
  expect(world.ledger.disposed).toEqual([1])
  expect(resolveHeld).toThrow(expect.objectContaining({ code: 'HOTSEAT_GENERATION_DISPOSED' }))
  expect(resolveReleased).toThrow(expect.objectContaining({ code: 'HOTSEAT_LEASE_RELEASED' }))
}

test('I15 resolving from a generation that is disposed, or by a lease that is released, throws a named error', async () => {
  await checkLateResolveThrows((lease) => () => lease.api.text)
  await checkLateResolveThrows((lease) => () => lease.scope.text)
})

test('I15 is seen to break when a container is kept beyond its lease', async () => {
  const check = checkLateResolveThrows((lease) => {
    const { api } = lease
    return () => api.text
  })
  await expect(check).rejects.toThrow('to throw')
})

test('I16 releasing twice does nothing, and work that is held keeps the lease', async () => {
  const world = await new World().start()
  const lease = world.reloader.acquire()
  const other = world.reloader.acquire()
  const work = Promise.withResolvers<void>()
  lease.hold(work.promise)
  lease.release()
  lease.release()
  world.save({ text: 'two' })
  await world.clock.advance(10)
  expect(lease.api.text).toBe('one')
  work.resolve()
  await world.clock.advance(0)
  expect(world.ledger.disposed).toEqual([])
  other.release()
  await world.clock.advance(0)
  expect(world.ledger.disposed).toEqual([1])
})

test('a request scope is made when it is first read, and disposed with its lease, before the container', async () => {
  const world = await new World().start()
  const untouched = world.reloader.acquire()
  const lease = world.reloader.acquire()
  untouched.release()
  await world.clock.advance(0)
  expect(world.ledger.scopes).toEqual([])
  expect(lease.scope.text).toBe('one scoped')
  expect(lease.scope).toBe(lease.scope)
  world.save({ text: 'two' })
  await world.clock.advance(10)
  lease.release()
  await world.clock.advance(0)
  expect(world.ledger).toMatchObject({ scopes: [1], disposed: [1] })
})

function textOf(reloader: Reloader<Api>): string {
  using lease = reloader.acquire()
  return lease.api.text
}
