import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isWithin, outsideRoots } from '../src/reload/outside.ts'
import { entry, World } from './world/world.ts'

const shared = '/shared/lib/part.json'
const beside = '/shared/lib/new.json'

/** An application in `/app` that uses a file of `/shared/lib`. */
async function started(): Promise<World> {
  const world = new World()
  world.write(shared, { text: 'one' })
  await world.start({ text: 'app', imports: [shared] })
  await world.clock.advance(500)
  return world
}

function answer(world: World): string {
  using lease = world.reloader.acquire()
  return lease.api.text
}

/** A watcher's report, by the watch that has the file below its roots. */
function report(world: World, path: string): void {
  for (const { roots, changed } of world.watches)
    if (roots.some((root) => isWithin(path, root))) changed([{ path, kind: 'update' }])
}

/** @throws unless a change outside of the roots is built, and so is a file that came into being beside */
async function checkCovered(world: World): Promise<void> {
  world.write(shared, { text: 'two' })
  report(world, shared)
  await world.clock.advance(500)
  expect(answer(world)).toBe('app two')
  world.save({ text: 'app', imports: [shared, beside] })
  await world.clock.advance(500)
  expect(world.told['build-failed']).toHaveLength(1)
  world.write(beside, { text: 'three' })
  report(world, beside)
  await world.clock.advance(500)
  expect(answer(world)).toBe('app two three')
}

test('I6 what is read outside of the roots is watched too', async () => {
  const world = await started()
  expect(world.watches.map(({ roots }) => roots)).toEqual([['/app'], ['/shared/lib']])
  await checkCovered(world)
  expect(world.watches).toHaveLength(2)
})

test('I6 the check catches a reloader that watches its roots only', async () => {
  const world = await started()
  world.watches.pop()
  await expect(checkCovered(world)).rejects.toThrow('app two')
})

test('I6 what changes outside before that is watched is not missed', async () => {
  const world = new World()
  world.write(shared, { text: 'one' })
  await world.start({ text: 'app' })
  const ready = Promise.withResolvers<void>()
  world.watchReady = ready.promise
  world.save({ text: 'app', imports: [shared] })
  await world.clock.advance(500)
  world.write(shared, { text: 'unseen' })
  await world.clock.advance(500)
  expect(answer(world)).toBe('app one')
  ready.resolve()
  await world.clock.advance(500)
  expect(answer(world)).toBe('app unseen')
})

test('what cannot be watched outside is told of, and the rest goes on', async () => {
  const world = new World()
  world.write(shared, { text: 'one' })
  await world.start({ text: 'app' })
  world.watchReady = Promise.reject(new Error('no watches left'))
  world.save({ text: 'app', imports: [shared] })
  await world.clock.advance(500)
  expect(world.told['watch-failed']).toMatchObject([{ fatal: false, error: { code: 'HOTSEAT_WATCH_OUTSIDE' } }])
  expect(world.told['watch-failed'][0]?.error.message).toContain('/shared/lib. no watches left')
  world.save({ text: 'still' })
  await world.clock.advance(500)
  expect(answer(world)).toBe('still')
})

test('I8 stopping ends the watch of what is outside too', async () => {
  const world = await started()
  const stopped = world.reloader.stop()
  await world.clock.advance(500)
  await stopped
  expect(world.watches).toEqual([])
  expect(world.files.isFile(entry)).toBe(true)
})

test('what is ignored below a folder outside is so by the names below it', async () => {
  const world = await started()
  const ignored = world.watches[1]?.ignored ?? expect.fail('not watched')
  expect(['/shared/lib/a.ts', '/shared/lib/node_modules', '/shared/lib/.git/x'].map(ignored)).toEqual([
    false,
    true,
    true,
  ])
})

test('folders are watched whole, but for those that hold a root or the home: there it is the file alone', () => {
  const options = { apart: ['/mono/apps/web', homedir()], fileRoots: true }
  const paths = [
    '/mono/tsconfig.base.json',
    '/mono/packages/lib/package.json',
    '/mono/packages/lib/src/index.ts',
    '/mono/packages/lib-two/src/index.ts',
    join(homedir(), 'notes.ts'),
    join(homedir(), 'lib', 'a.ts'),
  ]
  const folders = ['/mono/packages/lib', '/mono/packages/lib-two/src', join(homedir(), 'lib')]
  expect(outsideRoots(paths, options)).toEqual([
    '/mono/tsconfig.base.json',
    ...folders.slice(0, 2),
    join(homedir(), 'notes.ts'),
    ...folders.slice(2),
  ])
  expect(outsideRoots(paths, { ...options, fileRoots: false })).toEqual(folders)
})
