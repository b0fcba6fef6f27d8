import { expect, test } from 'vitest'
import { HotseatError, type ModuleLoader } from '../src/index.ts'
import { deepStacks } from '../src/reload/deep-stacks.ts'
import { entry, World, type Source } from './world/world.ts'

const mishaps: readonly (readonly [string, Source, string])[] = [
  ['its modules throw', { load: 'throw' }, 'HOTSEAT_LOAD_FAILED'],
  ['its modules reject', { load: 'reject' }, 'HOTSEAT_LOAD_FAILED'],
  ['configure throws', { configure: 'throw' }, 'HOTSEAT_CONFIGURE_FAILED'],
  ['configure rejects', { configure: 'reject' }, 'HOTSEAT_CONFIGURE_FAILED'],
  ['createApp throws', { createApp: 'throw' }, 'HOTSEAT_CREATE_APP_FAILED'],
  ['createApp rejects', { createApp: 'reject' }, 'HOTSEAT_CREATE_APP_FAILED'],
  ['an import is missing', { imports: ['/app/missing.json'] }, 'HOTSEAT_LOAD_FAILED'],
]

/** I5: everything outside the build is as it was, what was half built is disposed, and the next good save recovers. */
async function checkFailureLeavesNoTrace(world: World, broken: Source, code: string): Promise<void> {
  const lease = world.reloader.acquire()
  const traces = () => ({
    seat: world.reloader.seat,
    listeners: process.listenerCount('warning'),
    timers: world.clock.pending,
    frames: Error.stackTraceLimit,
  })
  const before = traces()
  world.save({ text: 'broken', ...broken })
  await world.clock.advance(10)
  expect(traces()).toEqual(before)
  expect(world.told['build-failed']).toMatchObject([{ generation: 2, answeredBy: 1, error: { code } }])
  expect(world.reloader.failure).toBe(world.told['build-failed'][0]?.error)
  expect(lease.api.text).toBe('one')
  lease.release()
  expect(world.ledger.disposed).toEqual(world.ledger.constructed.filter((generation) => generation !== 1))

  world.save({ text: 'mended' })
  await world.clock.advance(10)
  expect(world.reloader.seat).toEqual({ kind: 'generation', generation: 3 })
  expect(world.reloader.failure).toBeUndefined()
}

for (const [what, source, code] of mishaps) {
  test(`I5 when ${what} the old generation serves on, and the next good save recovers`, async () => {
    await checkFailureLeavesNoTrace(await new World().start(), source, code)
  })
}

test('I5 is seen to break when a failed build leaves a listener behind', async () => {
  const world = await new World().start()
  const leak = (): void => undefined
  world.configuring = () => {
    process.on('warning', leak)
  }
  const check = checkFailureLeavesNoTrace(world, { configure: 'throw' }, 'HOTSEAT_CONFIGURE_FAILED')
  await expect(check).rejects.toThrow('to deeply equal')
  process.off('warning', leak)
})

test('a failed build keeps the cause, and names where in the source it came from', async () => {
  const world = await new World().start()
  world.save({ configure: 'throw' })
  await world.clock.advance(10)
  const [failed] = world.told['build-failed']
  expect(HotseatError.is(failed?.error)).toBe(true)
  expect(failed?.error.message).toContain('configure throws')
  expect(failed?.error.cause).toMatchObject({ message: 'configure throws' })
})

test('an error as text says what, where and shows the lines', () => {
  const location = { file: '/app/a.ts', line: 3, column: 7, frame: '> 3 | let a: = 1' }
  const error = new HotseatError({ code: 'HOTSEAT_X', message: 'It went wrong.', location })
  expect(String(error)).toBe('HOTSEAT_X: It went wrong.\n/app/a.ts:3:7\n> 3 | let a: = 1')
  expect(String(new HotseatError({ code: 'HOTSEAT_X', message: 'It went wrong.' }))).toBe('HOTSEAT_X: It went wrong.')
})

test('I4 starting with broken code seats the failure, and the first good save a generation', async () => {
  const world = await new World().start({ load: 'throw' })
  expect(world.reloader.seat).toMatchObject({ kind: 'failure', error: { code: 'HOTSEAT_LOAD_FAILED' } })
  expect(() => world.reloader.acquire()).toThrow(expect.objectContaining({ code: 'HOTSEAT_NO_GENERATION' }))
  world.save({ text: 'mended' })
  await world.clock.advance(10)
  expect(world.reloader.seat).toEqual({ kind: 'generation', generation: 2 })
})

test('I5 a file that was missing mends the build when it comes', async () => {
  const world = await new World().start()
  world.save({ text: 'two', imports: ['/app/part.json'] })
  await world.clock.advance(10)
  expect(world.told['build-failed']).toHaveLength(1)
  world.write('/app/part.json', { text: 'part' })
  world.touch('/app/part.json')
  await world.clock.advance(10)
  using lease = world.reloader.acquire()
  expect(lease.api.text).toBe('two part')
})

test("an editor's temporary file does not make the mend of a failure a burst", async () => {
  const world = await new World().start()
  world.save({ load: 'throw' })
  await world.clock.advance(10)
  world.write(entry, { text: 'mended' })
  world.touch('/app/.entry.json.swp', entry)
  await world.clock.advance(10)
  expect(world.told.swap.at(-1)).toMatchObject({ generation: 3, paths: [entry] })
})

test('I5 a rescan after a failure builds again: what was missing may have come', async () => {
  const world = await new World().start()
  world.save({ text: 'two', imports: ['/app/part.json'] })
  await world.clock.advance(10)
  world.write('/app/part.json', { text: 'part' })
  world.watches[0]?.rescan(['/app'], 'overflow')
  await world.clock.advance(10)
  using lease = world.reloader.acquire()
  expect(lease.api.text).toBe('two part')
})

test('a failure that is saved again as it is, is not built again', async () => {
  const world = await new World().start()
  world.save({ load: 'throw' })
  await world.clock.advance(10)
  world.save({ load: 'throw' })
  await world.clock.advance(1_000)
  expect(world.told['build-failed']).toHaveLength(1)
})

test('an entry without createApp, or with a configure that is no function, says what to export', async () => {
  const world = new World({
    loader: {
      name: 'memory',
      load: async (_path, { files, generation }) => {
        files.read(entry)
        const exports = generation === 1 ? { other: 1 } : { configure: 1 }
        const stats = { carried: 0, instantiated: 1 }
        return { exports, import: async () => ({}), stats, release: () => undefined }
      },
    },
  })
  await world.start()
  world.save({ text: 'two' })
  await world.clock.advance(10)
  const errors = world.told['build-failed'].map(({ error }) => error)
  expect(errors).toMatchObject([
    { code: 'HOTSEAT_ENTRY_WITHOUT_CREATE_APP', location: { file: entry } },
    { code: 'HOTSEAT_CONFIGURE_NOT_A_FUNCTION', location: { file: entry } },
  ])
})

test('a build that hangs ends after the build timeout, and what it makes later is disposed', async () => {
  const world = await new World({ buildTimeout: 500 }).start()
  const late = Promise.withResolvers<void>()
  world.configuring = () => late.promise
  world.save({ text: 'two' })
  await world.clock.advance(500)
  expect(world.told['build-failed']).toMatchObject([{ error: { code: 'HOTSEAT_BUILD_TIMEOUT' } }])
  late.resolve()
  await world.clock.advance(0)
  expect(world.ledger).toMatchObject({ constructed: [1, 2], disposed: [2] })
})

/**
 * @param taken the modules go as soon as the build is overtaken
 * @throws unless what was given up has its modules as long as it runs
 */
async function checkModulesInUse(taken: boolean): Promise<void> {
  const late = Promise.withResolvers<void>()
  const released: number[] = []
  const loader: ModuleLoader = {
    name: 'memory',
    load: async (path, { files, generation, signal }) => {
      files.read(path)
      const release = (): void => void released.push(generation)
      if (taken) signal.addEventListener('abort', release)
      const exports = {
        configure: () => (generation === 2 ? late.promise : undefined),
        default: () => (generation === 3 ? late.promise : {}),
      }
      const stats = { carried: 0, instantiated: 1 }
      return { exports, import: async () => ({}), stats, release: taken ? () => undefined : release }
    },
  }
  const world = await new World({ loader }).start()
  for (const text of ['two', 'three', 'four']) {
    world.save({ text })
    await world.clock.advance(150)
  }
  await world.clock.advance(2_000)
  expect(world.told.swap.map(({ generation }) => generation)).toEqual([1, 4])
  expect(released, 'released before its end').not.toContain(2)
  expect(released, 'released before its end').not.toContain(3)
  late.resolve()
  await world.clock.advance(0)
  expect(new Set(released)).toEqual(new Set([1, 2, 3]))
}

test('I5 a build that was given up keeps its modules until it has ended, and no longer', async () => {
  await checkModulesInUse(false)
})

test('I5 the check catches modules that are taken from under a build', async () => {
  await expect(checkModulesInUse(true)).rejects.toThrow('released before its end')
})

test('a build that hangs does not keep the next save from being built', async () => {
  const world = await new World().start()
  world.save({ text: 'two', configure: 'hang' })
  await world.clock.advance(50)
  world.save({ text: 'three' })
  await world.clock.advance(1_010)
  using lease = world.reloader.acquire()
  expect(lease.api.text).toBe('three')
})

test('a failure of the application’s own code says where it is, and who imports that file', async () => {
  const location = { file: '/app/part.json', line: 2, column: 3 }
  const importersOf = (path: string): readonly string[] => (path === location.file ? [entry] : [])
  const telling = (loader: ModuleLoader): ModuleLoader => ({ ...loader, locate: () => location, importersOf })
  const world = await new World({}, undefined, undefined, telling).start()
  world.save({ text: 'two', load: 'throw' })
  await world.clock.advance(10)
  expect(world.reloader.failure).toMatchObject({
    code: 'HOTSEAT_LOAD_FAILED',
    summary: 'The application failed while its modules were evaluated. Error: the modules throws',
    location,
    importers: [entry],
  })
})

test('what fails deep inside of a library still tells where the application called it', async () => {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 10
  try {
    const world = await new World().start()
    world.configuring = function calledByTheApplication() {
      deepInside(30)
    }
    world.save({ text: 'broken' })
    await world.clock.advance(10)
    const [failed] = world.told['build-failed']
    const cause = failed?.error.cause
    expect(cause instanceof Error && cause.stack).toContain('calledByTheApplication')
    expect(Error.stackTraceLimit).toBe(10)
    // A limit that the application sets stays.
    world.configuring = () => {
      Error.stackTraceLimit = 7
    }
    world.save({ text: 'mended' })
    await world.clock.advance(10)
    expect(Error.stackTraceLimit).toBe(7)
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
})

function deepInside(depth: number): void {
  if (depth > 0) return deepInside(depth - 1)
  throw new Error('deep inside')
}

test('stacks are as deep as before when the last build has ended, or was given up', () => {
  const { stackTraceLimit } = Error
  const givenUp = new AbortController()
  const [endHanging, endNext] = [deepStacks(givenUp.signal), deepStacks(new AbortController().signal)]
  endNext()
  expect(Error.stackTraceLimit).toBe(Math.max(50, stackTraceLimit))
  givenUp.abort()
  expect(Error.stackTraceLimit).toBe(stackTraceLimit)
  endHanging()
  endNext()
  expect(Error.stackTraceLimit).toBe(stackTraceLimit)
})
