import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { record, temporaryDirectory, write } from '@hotseat/conformance/watching'
import { expect, test } from 'vitest'
import { chokidar } from '../src/index.ts'

test('W16 a root that is deleted, missed for a while, and created again is covered', async () => {
  using base = temporaryDirectory()
  const root = join(base.path, 'root')
  const file = write(join(root, 'a.ts'), 'one')
  await using recorder = await record({ watcher: chokidar() }, { roots: [root] })
  for (let round = 0; round < 5; round += 1) {
    await recorder.covered(() => {
      rmSync(root, { recursive: true })
      return [file]
    })
    await recorder.covered(() => [write(file, 'two')])
    await recorder.covered(() => [write(file, 'three')])
  }
  expect(recorder.errors).toEqual([])
})

test('W17 a root that is a file asks for no rescan when it is saved', async () => {
  using base = temporaryDirectory()
  const file = write(join(base.path, 'a.ts'), 'one')
  await using recorder = await record({ watcher: chokidar() }, { roots: [file] })
  await recorder.covered(() => [write(file, 'two')])
  expect(recorder.rescans.filter((reason) => reason !== 'stalled')).toEqual([])
})

test.skipIf(process.platform === 'win32')(
  'W17 a root that has a backslash in its name, which chokidar cannot watch, is refused',
  async () => {
    using base = temporaryDirectory()
    const root = join(base.path, String.raw`back\slash`)
    mkdirSync(root)
    await expect(record({ watcher: chokidar() }, { roots: [root] })).rejects.toMatchObject({
      code: 'HOTSEAT_WATCH_ROOT_FAILED',
    })
  },
)

test('W18 links are not followed when that is not wanted, which is declared', async () => {
  using base = temporaryDirectory()
  const root = join(base.path, 'root')
  write(join(root, 'a.ts'), 'one')
  const file = write(join(base.path, 'elsewhere', 'linked.ts'), 'one')
  symlinkSync(join(base.path, 'elsewhere'), join(root, 'directory'))
  symlinkSync(file, join(root, 'file.ts'))
  const watcher = chokidar({ followSymlinks: false })
  expect(watcher.capabilities.followsSymlinks).toBe(false)
  await using recorder = await record({ watcher }, { roots: [root] })
  await recorder.covered(() => {
    write(file, 'two')
    return [write(join(root, 'a.ts'), 'two')]
  })
  expect(recorder.changes.map(({ path }) => path)).toEqual([join(root, 'a.ts')])
})
