import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { record, temporaryDirectory, write } from '@hotseat/conformance/watching'
import { expect, test } from 'vitest'
import { parcel } from '../src/index.ts'

/** Sends a signal, one that is handled, to every thread of a process: what was waiting for the system is interrupted. */
const interrupt = `
import ctypes, os, sys
process = int(sys.argv[1])
for thread in os.listdir(f'/proc/{process}/task'):
    ctypes.CDLL(None).syscall(234, process, int(thread), 28)
`
const canInterrupt =
  process.platform === 'linux' && process.arch === 'x64' && spawnSync('python3', ['-c', 'import ctypes']).status === 0

test.runIf(canInterrupt)(
  'W25 a signal to every thread ends @parcel/watcher: it is started afresh, and says so',
  async () => {
    using base = temporaryDirectory()
    const handled = () => undefined
    process.on('SIGWINCH', handled)
    await using recorder = await record({ watcher: parcel() }, { roots: [base.path] })
    const file = join(base.path, 'a.ts')
    await recorder.covered(() => [write(file, 'one')])
    for (let round = 1; round <= 3; round += 1) {
      expect(spawnSync('python3', ['-c', interrupt, String(process.pid)]).status).toBe(0)
      await recorder.until('a rescan', () => recorder.rescans.filter((reason) => reason === 'overflow').length >= round)
      for (const text of ['two', 'three']) await recorder.covered(() => [write(file, `${text} ${round}`)])
    }
    // Told once: it is the same each time.
    expect(recorder.errors).toMatchObject([{ fatal: false, error: { code: 'HOTSEAT_WATCH_INTERRUPTED' } }])
    process.off('SIGWINCH', handled)
  },
)

test('W17 a root that is a file is refused', async () => {
  using base = temporaryDirectory()
  const root = write(join(base.path, 'a.ts'), 'one')
  await expect(record({ watcher: parcel() }, { roots: [root] })).rejects.toMatchObject({
    code: 'HOTSEAT_WATCH_ROOT_FAILED',
  })
  expect(parcel().capabilities.fileRoots).toBe(false)
})

test('W20 a directory that is ignored by its name keeps no watch, however late it comes, and its siblings keep theirs', async () => {
  using base = temporaryDirectory()
  const ignored = (path: string) => path.endsWith('build')
  await using recorder = await record({ watcher: parcel() }, { roots: [base.path], ignored })
  for (let round = 0; round < 10; round += 1) {
    const beside = join(base.path, `d${round}`, 'a.ts')
    await recorder.covered(() => {
      mkdirSync(join(base.path, `d${round}`, 'build'), { recursive: true })
      return [write(beside, 'one')]
    })
    await recorder.covered(() => {
      write(join(base.path, `d${round}`, 'build', 'b.js'), 'one')
      return [write(beside, 'two')]
    })
  }
  expect(recorder.changes.filter(({ path }) => path.includes('build'))).toEqual([])
})
