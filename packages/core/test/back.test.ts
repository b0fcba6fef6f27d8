import { expect, test } from 'vitest'
import type { ModuleLoader } from '../src/index.ts'
import { VirtualFiles } from './world/virtual-files.ts'
import { entry, World, type Source } from './world/world.ts'

const part = '/app/part.json'

/** Starts on the first of these, and saves the others one after the other. */
async function served(texts: readonly string[], options: ConstructorParameters<typeof World>[0] = {}): Promise<World> {
  const [first = '', ...others] = texts
  const world = new World(options)
  world.write(part, { text: 'part' })
  await world.start({ text: first, imports: [part] })
  for (const text of others) await save(world, { text, imports: [part] })
  return world
}

async function save(world: World, source: Source): Promise<void> {
  world.save(source)
  await world.clock.advance(1_000)
}

async function back(world: World): Promise<void> {
  const done = world.reloader.back()
  await world.clock.advance(1_000)
  await done
}

function textOf({ reloader }: World): string {
  using lease = reloader.acquire()
  return lease.api.text
}

async function checkBack(world: World): Promise<void> {
  await back(world)
  expect(textOf(world)).toBe('one part')
}

test('going back serves the code that was served before, in a generation of its own', async () => {
  const world = await served(['one', 'two'])
  await checkBack(world)
  expect(world.told['build-start'].at(-1)).toEqual({ generation: 3, reason: 'back' })
  expect(world.told.swap.at(-1)).toMatchObject({ generation: 3, retired: 2, reason: 'back', paths: [entry] })
  expect(world.ledger).toMatchObject({ constructed: [1, 2, 3], disposed: [1, 2] })
})

test('going back is seen to break when the loader reads the disk by itself', async () => {
  const files = new VirtualFiles()
  const usual: { loader?: ModuleLoader } = {}
  const loader: ModuleLoader = {
    name: 'careless',
    load: async (path, context) => {
      const read = (file: string) => ({
        hash: context.files.hash(file),
        text: new TextDecoder().decode(files.read(file)),
      })
      return await (usual.loader ?? expect.fail()).load(path, { ...context, files: { ...context.files, read } })
    },
  }
  const world = new World({}, undefined, files, (given) => {
    usual.loader = given
    return loader
  })
  files.write(part, JSON.stringify({ text: 'part' }))
  files.write(entry, JSON.stringify({ text: 'one', imports: [part] }))
  const started = world.reloader.start()
  await world.clock.advance(0)
  await started
  files.write(entry, JSON.stringify({ text: 'two', imports: [part] }))
  world.touch(entry)
  await world.clock.advance(1_000)
  await expect(checkBack(world)).rejects.toThrow('one part')
})

test('going back again goes further back, as far as anything is remembered', async () => {
  const world = await served(['one', 'two', 'three'])
  await back(world)
  expect(textOf(world)).toBe('two part')
  await back(world)
  expect(textOf(world)).toBe('one part')
  await expect(world.reloader.back()).rejects.toMatchObject({ code: 'HOTSEAT_NOTHING_EARLIER' })
  expect(textOf(world)).toBe('one part')
})

test('going back twice at once goes back by two, and further than there is not', async () => {
  const world = await served(['one', 'two', 'three'])
  const done = Promise.allSettled(Array.from({ length: 3 }, () => world.reloader.back()))
  await world.clock.advance(1_000)
  expect((await done).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
  expect(textOf(world)).toBe('one part')
  expect(world.told.discarded).toEqual([])
})

test('there is nothing to go back to before the second generation', async () => {
  const world = await served(['one'])
  await expect(world.reloader.back()).rejects.toMatchObject({ code: 'HOTSEAT_NOTHING_EARLIER' })
  expect(world.told['build-start']).toHaveLength(1)
})

test('the next save, of whichever file, ends it: all is as on disk again', async () => {
  const world = await served(['one', 'two'])
  await back(world)
  world.write(part, { text: 'other part' })
  world.touch(part)
  await world.clock.advance(1_000)
  expect(textOf(world)).toBe('two other part')
  expect(world.told.swap.at(-1)?.paths.toSorted()).toEqual([entry, part])
})

async function rescan({ watches, clock }: World): Promise<void> {
  for (const watch of watches) watch.rescan(['/app'], 'stalled')
  await clock.advance(1_000)
}

/** Watchers have all files looked at whenever something has blocked, as the build of large applications does. */
async function checkStays(look: (world: World) => Promise<void>): Promise<void> {
  const other = '/app/other.json'
  const files = new VirtualFiles()
  const world = new World({}, undefined, files)
  const write = (path: string, source: Source): void => files.write(path, JSON.stringify(source))
  write(part, { text: 'part' })
  write(other, { text: 'other' })
  write(entry, { text: 'one', imports: [part, other] })
  const started = world.reloader.start()
  await world.clock.advance(0)
  await started
  write(entry, { text: 'two', imports: [part] })
  files.remove(other)
  world.touch(entry, other)
  await world.clock.advance(1_000)
  await back(world)
  await look(world)
  expect(textOf(world)).toBe('one part other')
  await expect(world.reloader.back()).rejects.toMatchObject({ code: 'HOTSEAT_NOTHING_EARLIER' })
  await look(world)
  expect(textOf(world)).toBe('one part other')
  // A save that nobody was told of.
  write(part, { text: 'other part' })
  await rescan(world)
  expect(textOf(world)).toBe('two other part')
  expect(world.told['build-start'].map(({ reason }) => reason)).toEqual(['start', 'change', 'back', 'change'])
}

test('what was gone back to stays when all files are looked at, and none of them was saved', () => checkStays(rescan))

test('what does not stay is caught', async () => {
  const touch = async (world: World): Promise<void> => {
    world.touch(entry)
    await world.clock.advance(1_000)
  }
  await expect(checkStays(touch)).rejects.toThrow('one part other')
})

test('what was served before a save that follows is what was gone back to', async () => {
  const world = await served(['one', 'two'])
  await back(world)
  await save(world, { text: 'three', imports: [part] })
  expect(textOf(world)).toBe('three part')
  await checkBack(world)
})

test('a reload ends it', async () => {
  const world = await served(['one', 'two'])
  await back(world)
  const done = world.reloader.reload()
  await world.clock.advance(1_000)
  await done
  expect(textOf(world)).toBe('two part')
})

test('what was only built again is not gone back to', async () => {
  const world = await served(['one', 'two'])
  const done = world.reloader.reload()
  await world.clock.advance(1_000)
  await done
  await checkBack(world)
})

test('a save while the earlier code is being built overtakes it', async () => {
  const world = await served(['one', 'two'])
  const gate = Promise.withResolvers<void>()
  world.loading = gate.promise
  const done = world.reloader.back()
  await world.clock.advance(0)
  world.loading = undefined
  world.save({ text: 'three', imports: [part] })
  await world.clock.advance(2_000)
  await done
  gate.resolve()
  expect(textOf(world)).toBe('three part')
  expect(world.told.discarded).toEqual([{ generation: 3 }])
})

test('a save of a file that the build of the earlier code has not read yet overtakes it as well', async () => {
  const gate: { opened?: Promise<void> } = {}
  const world = new World({}, undefined, undefined, (loader) => ({
    ...loader,
    async load(path, context) {
      await gate.opened
      return await loader.load(path, context)
    },
  }))
  world.write(part, { text: 'part' })
  await world.start({ text: 'one', imports: [part] })
  await save(world, { text: 'two', imports: [part] })
  const { promise, resolve } = Promise.withResolvers<void>()
  gate.opened = promise
  const done = world.reloader.back()
  await world.clock.advance(0)
  world.write(part, { text: 'other part' })
  world.touch(part)
  resolve()
  await world.clock.advance(2_000)
  await done
  expect(textOf(world)).toBe('two other part')
})

test('a failure is not what one goes back to', async () => {
  const world = await served(['one', 'two'])
  await save(world, { text: 'three', load: 'throw' })
  await checkBack(world)
  expect(world.reloader.failure).toBeUndefined()
})
