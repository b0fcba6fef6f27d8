import { expect, test } from 'vitest'
import type { LoadContext, ModuleLoader } from '../src/index.ts'
import { World } from './world/world.ts'

/** A world that notes for each load whether it was to carry nothing. */
function noting(loads: (boolean | undefined)[]): World {
  const through = (loader: ModuleLoader): ModuleLoader => ({
    name: 'noting',
    load: async (entry: string, context: LoadContext) => {
      loads.push(context.anew)
      return await loader.load(entry, context)
    },
  })
  return new World({}, undefined, undefined, through)
}

async function settle(world: World, work?: Promise<void>): Promise<void> {
  await world.clock.advance(1_000)
  await work
}

test('a reload carries what it can; asked to, it carries nothing, once', async () => {
  const loads: (boolean | undefined)[] = []
  const world = await noting(loads).start({ text: 'one' })
  await settle(world, world.reloader.reload())
  await settle(world, world.reloader.reload({ anew: true }))
  await settle(world, world.reloader.reload())
  expect(loads).toEqual([false, false, true, false])
})

test('what was to carry nothing and failed, or was overtaken, is made up for by the next build', async () => {
  const loads: (boolean | undefined)[] = []
  const world = await noting(loads).start({ text: 'one' })
  world.save({ text: 'broken', load: 'throw' })
  await settle(world)
  await settle(world, world.reloader.reload({ anew: true }))
  world.save({ text: 'two' })
  await settle(world)
  world.save({ text: 'three' })
  await settle(world)
  expect(loads).toEqual([false, false, true, true, false])
})
