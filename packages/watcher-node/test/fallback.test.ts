import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { record, temporaryDirectory, write } from '@hotseat/conformance/watching'
import { expect, test } from 'vitest'
import { nodeWatcher, pollingWatcher } from '../src/index.ts'
import { nodeSystem, type System } from '../src/system.ts'

const systems: Readonly<Record<string, Partial<System>>> = {
  'that says nothing of what changes': {
    watch: (path, recursive) => nodeSystem.watch(path, recursive, () => undefined),
  },
  'that is served by another machine': { remoteFileSystem: () => 'NFS' },
  'of a platform that names no files': { platform: 'freebsd' },
  'that refuses to watch': {
    watch() {
      throw Object.assign(new Error('ENOSPC: no watches left'), { code: 'ENOSPC' })
    },
  },
}

async function checkFallsBack(system: System, patience = 5_000) {
  using base = temporaryDirectory()
  const file = write(join(base.path, 'a.ts'), 'one')
  await using recorder = await record(
    { watcher: nodeWatcher({ interval: 20 }, system), patience },
    { roots: [base.path] },
  )
  for (const text of ['two', 'three']) await recorder.covered(() => [write(file, text)])
  expect(recorder.errors).toMatchObject([{ fatal: false, error: { code: 'HOTSEAT_WATCH_POLLING' } }])
  expect(recorder.watch.degraded).toBe(false)
}

test.each(Object.entries(systems))('a system %s: looks instead, and says so once', (_, system) =>
  checkFallsBack({ ...nodeSystem, platform: 'linux', ...system }),
)

test.runIf(process.platform === 'linux')('a watcher that trusts a silent system is caught', async () => {
  const watch: System['watch'] = (path, recursive) => nodeSystem.watch(path, recursive, () => undefined)
  await expect(checkFallsBack({ ...nodeSystem, watch, touch: () => false }, 300)).rejects.toThrow('did not settle')
})

/** Blocks the event loop. */
function busy(milliseconds: number): void {
  const end = performance.now() + milliseconds
  while (performance.now() < end);
}

test('a system that tells is relied on, however busy the process is when watching begins', async () => {
  using base = temporaryDirectory()
  const touch: System['touch'] = (root) => {
    process.nextTick(busy, 700)
    return nodeSystem.touch(root)
  }
  // From here on timers are due before events.
  await setImmediate()
  await using recorder = await record(
    { watcher: nodeWatcher({ interval: 60_000 }, { ...nodeSystem, touch }) },
    { roots: [base.path] },
  )
  await recorder.covered(() => [write(join(base.path, 'a.ts'), 'one')])
  expect(recorder.errors).toEqual([])
})

test('one look that takes long, for the process is busy, does not put off the next', async () => {
  using base = temporaryDirectory()
  const file = write(join(base.path, 'a.ts'), 'one')
  let block = 0
  const ignored = () => {
    busy(block)
    block = 0
    return false
  }
  await using recorder = await record({ watcher: pollingWatcher({ interval: 20 }) }, { roots: [base.path], ignored })
  for (const text of ['two', 'three', 'four']) await recorder.covered(() => [write(file, text)])
  block = 2_000
  const start = performance.now()
  for (const text of ['five', 'six']) await recorder.covered(() => [write(file, text)])
  expect(performance.now() - start).toBeLessThan(5_000)
})

test('what can be relied on is not looked at', async () => {
  using base = temporaryDirectory()
  await using recorder = await record({ watcher: nodeWatcher({ interval: 60_000 }) }, { roots: [base.path] })
  await recorder.covered(() => [write(join(base.path, 'a.ts'), 'one')])
  expect(recorder.errors).toEqual([])
})

test('W22 out of watches later on: looks from then on, and covers what came meanwhile', async () => {
  using base = temporaryDirectory()
  let left = 2
  const watch: System['watch'] = (...wanted) => {
    left -= 1
    if (left < 0) throw Object.assign(new Error('ENOSPC: no watches left'), { code: 'ENOSPC' })
    return nodeSystem.watch(...wanted)
  }
  const system = { ...nodeSystem, platform: 'linux', watch }
  await using recorder = await record({ watcher: nodeWatcher({ interval: 20 }, system) }, { roots: [base.path] })
  const file = join(base.path, 'a', 'b', 'c.ts')
  for (const text of ['one', 'two']) await recorder.covered(() => [write(file, text)])
  expect(recorder.errors).toMatchObject([{ fatal: false, error: { code: 'HOTSEAT_WATCH_POLLING' } }])
})

test('a file that is only touched, or written again as it was, is no change to one who looks', async () => {
  using base = temporaryDirectory()
  const file = write(join(base.path, 'a.ts'), 'one')
  await using recorder = await record({ watcher: pollingWatcher({ interval: 20 }) }, { roots: [base.path] })
  write(file, 'one')
  const marker = join(base.path, 'marker.ts')
  for (const text of ['one', 'two']) await recorder.covered(() => [write(marker, text)])
  expect(recorder.changes.map(({ path }) => path)).toEqual([marker, marker])
})

test('one who looks says how late', () => {
  expect(pollingWatcher({ interval: 60 }).capabilities.quietMs).toBe(60)
})

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('looking every %d ms is refused', (interval) => {
  for (const make of [nodeWatcher, pollingWatcher]) {
    expect(() => make({ interval })).toThrow(expect.objectContaining({ code: 'HOTSEAT_WATCH_BAD_POLL' }))
  }
})
