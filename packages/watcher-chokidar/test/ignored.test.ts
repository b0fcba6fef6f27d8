import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Watcher } from '@hotseat/core'
import { expect, test } from 'vitest'
import { chokidar } from '../src/index.ts'
import { record, temporaryDirectory } from './recorder.ts'
import { write } from './write.ts'

const isModules = (path: string) => basename(path) === 'node_modules'

/** The inodes that this process has inotify watches on. */
function watchedInodes(): ReadonlySet<number> {
  const descriptors = readdirSync('/proc/self/fdinfo').flatMap((name) => {
    try {
      return readFileSync(`/proc/self/fdinfo/${name}`, 'utf8')
    } catch {
      return []
    }
  })
  const inodes = descriptors.flatMap((text) => [...text.matchAll(/^inotify .*?ino:(?<inode>[\da-f]+)/gm)])
  return new Set(inodes.map(({ groups }) => Number.parseInt(groups?.['inode'] ?? '', 16)))
}

async function checkIgnored(watcher: Watcher) {
  using base = temporaryDirectory()
  const inside = join(base.path, 'node_modules', 'a')
  mkdirSync(inside, { recursive: true })
  const asked = new Set<string>()
  const ignored = (path: string) => {
    asked.add(path)
    return isModules(path)
  }
  await using recorder = await record(watcher, { roots: [base.path], ignored })
  const lateModules = join(base.path, 'late', 'node_modules')
  await recorder.covered(() => {
    write(join(inside, 'package.json'), '{}')
    write(join(lateModules, 'b.ts'), 'one')
    return [write(join(base.path, 'late', 'seen.ts'), 'one')]
  })
  await recorder.covered(() => {
    write(join(lateModules, 'b.ts'), 'two')
    return [write(join(base.path, 'seen.ts'), 'one')]
  })
  expect([...asked].filter((path) => /node_modules./.test(path))).toEqual([])
  expect(recorder.changes.filter(({ path }) => path.includes('node_modules'))).toEqual([])
  if (process.platform !== 'linux') return
  const watched = watchedInodes()
  expect(watched.has(statSync(join(base.path, 'late')).ino)).toBe(true)
  expect(watched.has(statSync(inside).ino)).toBe(false)
  expect(watched.has(statSync(lateModules).ino)).toBe(false)
}

test('W20 an ignored tree is neither asked about, nor watched, nor reported', () => checkIgnored(chokidar()))

test('W20 a watcher that filters only what it reports is caught', async () => {
  const filtering: Watcher = {
    ...chokidar(),
    watch: (options) =>
      chokidar().watch({
        ...options,
        ignored: () => false,
        changed: (batch) => options.changed(batch.filter(({ path }) => !/node_modules/.test(path))),
      }),
  }
  await expect(checkIgnored(filtering)).rejects.toThrow('expected true to be false')
})

test('a predicate that throws costs coverage, and is told', async () => {
  using base = temporaryDirectory()
  mkdirSync(join(base.path, 'odd'))
  const ignored = (path: string) => {
    if (basename(path) === 'odd') throw new Error('no idea')
    return false
  }
  await using recorder = await record(chokidar(), { roots: [base.path], ignored })
  await recorder.until('the error', () => recorder.errors.length > 0)
  expect(recorder.errors[0]).toMatchObject({ fatal: false, error: { code: 'HOTSEAT_WATCH_NOT_COVERED' } })
  expect(recorder.watch.degraded).toBe(true)
})
