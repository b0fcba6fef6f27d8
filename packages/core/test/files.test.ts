import { mkdir, mkdtemp, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createSourceCache, nodeFileSystem, type FileSystem } from '../src/index.ts'
import { Snapshot } from '../src/files/snapshot.ts'
import { gitIndexLock } from '../src/reload/git-lock.ts'

async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'hotseat-core-')))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

/** The file system, and how often it was read. */
function counting(): { readonly fileSystem: FileSystem; readonly reads: string[] } {
  const reads: string[] = []
  const read = (path: string): Uint8Array => {
    reads.push(path)
    return nodeFileSystem.read(path)
  }
  return { fileSystem: { ...nodeFileSystem, read }, reads }
}

test('a file whose status has not changed is not read again', async () => {
  const file = join(await temporaryFolder(), 'a.ts')
  await writeFile(file, 'one')
  await utimes(file, 1, 1)
  const { fileSystem, reads } = counting()
  const files = createSourceCache(fileSystem)
  expect(files.hash(file)).toBe(files.read(file).hash)
  files.hash(file)
  files.hash(file)
  expect(reads).toHaveLength(2)
  await writeFile(file, 'two')
  expect(files.hash(file)).toBe(files.read(file).hash)
})

test('a rewrite of the same size within one tick of the clock is seen', async () => {
  const file = join(await temporaryFolder(), 'a.ts')
  await writeFile(file, 'one')
  const files = createSourceCache(nodeFileSystem)
  const before = files.hash(file)
  for (let each = 0; each < 200; each += 1) {
    await writeFile(file, 'two')
    expect(files.hash(file)).not.toBe(before)
    await writeFile(file, 'one')
    expect(files.hash(file)).toBe(before)
  }
})

test('a snapshot tells which of its files changed or went, and grows with later reads', async () => {
  const folder = await temporaryFolder()
  const [first, second] = [join(folder, 'a.ts'), join(folder, 'b.ts')]
  await writeFile(first, 'one')
  await writeFile(second, 'one')
  const files = createSourceCache(nodeFileSystem)
  const snapshot = new Snapshot()
  const recording = snapshot.recording(files)
  recording.read(first)
  recording.hash(second)
  expect([...snapshot.files.keys()]).toEqual([first, second])
  expect(snapshot.changedSince(files)).toEqual([])
  await writeFile(first, 'two')
  await rm(second)
  expect(snapshot.changedSince(files)).toEqual([first, second])
  expect(() => recording.read(second)).toThrow('ENOENT')
})

test('the canonical path follows links, as far as the path exists', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'real'))
  await symlink(join(folder, 'real'), join(folder, 'link'))
  expect(nodeFileSystem.canonical(join(folder, 'link', 'gone', 'a.ts'))).toBe(join(folder, 'real', 'gone', 'a.ts'))
})

test('the index lock of git is found from a folder below, and in a linked work tree', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, '.git', 'worktrees', 'other'), { recursive: true })
  await mkdir(join(folder, 'src', 'deep'), { recursive: true })
  await mkdir(join(folder, 'other'))
  await writeFile(join(folder, 'other', '.git'), `gitdir: ${join(folder, '.git', 'worktrees', 'other')}\n`)
  const isLocked = gitIndexLock(join(folder, 'src', 'deep'))
  const isOtherLocked = gitIndexLock(join(folder, 'other'))
  expect([isLocked(), isOtherLocked()]).toEqual([false, false])
  await writeFile(join(folder, '.git', 'index.lock'), '')
  expect([isLocked(), isOtherLocked()]).toEqual([true, false])
  await writeFile(join(folder, '.git', 'worktrees', 'other', 'index.lock'), '')
  expect(isOtherLocked()).toBe(true)
})
