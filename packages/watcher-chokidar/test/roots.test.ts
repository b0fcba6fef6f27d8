import { mkdirSync, realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Watcher } from '@hotseat/core'
import { describe, expect, test } from 'vitest'
import { chokidar } from '../src/index.ts'
import { broken } from './broken-watchers.ts'
import { record, temporaryDirectory } from './recorder.ts'
import { replace, write } from './shape.ts'

const rounds = 5

describe.concurrent('a root that goes', () => {
  async function checkReplaced(goAndCome: (base: string, root: string, file: string) => void, watcher = chokidar()) {
    using base = temporaryDirectory()
    const root = join(base.path, 'above', 'root')
    const file = write(join(root, 'a.ts'), 'one')
    await using recorder = await record(watcher, { roots: [root] })
    for (let round = 0; round < rounds; round += 1) {
      await recorder.covered(() => {
        goAndCome(base.path, root, file)
        return [file]
      })
      await recorder.covered(() => [write(file, `later ${round}`)])
      await recorder.covered(() => [write(join(root, `new-${round}.ts`), 'one')])
    }
    expect(recorder.errors).toEqual([])
  }

  test('W16 is deleted and created again at once', () =>
    checkReplaced((_, root, file) => {
      rmSync(root, { recursive: true })
      write(file, 'two')
    }))

  test('W16 is renamed away, and another takes its place', () =>
    checkReplaced((base, root, file) => {
      renameSync(root, join(base, `away-${crypto.randomUUID()}`))
      write(file, 'two')
    }))

  test('W16 is in a directory that is renamed away, and another takes its place', () =>
    checkReplaced((base, _, file) => {
      renameSync(join(base, 'above'), join(base, `away-${crypto.randomUUID()}`))
      write(file, 'two')
    }))

  test('W16 is deleted, missed for a while, and created again', async () => {
    using base = temporaryDirectory()
    const root = join(base.path, 'root')
    const file = write(join(root, 'a.ts'), 'one')
    await using recorder = await record(chokidar(), { roots: [root] })
    for (let round = 0; round < rounds; round += 1) {
      await recorder.covered(() => {
        rmSync(root, { recursive: true })
        return [file]
      })
      await recorder.covered(() => [write(file, 'two')])
      await recorder.covered(() => [write(file, 'three')])
    }
    expect(recorder.errors).toEqual([])
  })
})

describe.concurrent('a root that is no directory', () => {
  test('W17 is not there yet, nor is what it lies in', async () => {
    using base = temporaryDirectory()
    const root = join(base.path, 'not', 'there', 'yet')
    await using recorder = await record(chokidar(), { roots: [root] })
    const file = join(root, 'sub', 'a.ts')
    await recorder.covered(() => [write(file, 'one')])
    await recorder.covered(() => [write(file, 'two')])
    expect(recorder.errors).toEqual([])
  })

  test('W17 is a file', async () => {
    using base = temporaryDirectory()
    const file = write(join(base.path, 'a.ts'), 'one')
    const beside = join(base.path, 'b.ts')
    await using recorder = await record(chokidar(), { roots: [file] })
    for (let round = 0; round < rounds; round += 1) {
      await recorder.covered(() => [write(file, `saved ${round}`), write(beside, 'one')].slice(0, 1))
      await recorder.covered(() => {
        replace(file, `replaced ${round}`)
        return [file]
      })
    }
    expect(recorder.changes.map(({ path }) => path)).not.toContain(beside)
    expect(recorder.rescans.filter((reason) => reason !== 'stalled')).toEqual([])
  })

  test.skipIf(process.platform === 'win32')(
    'W17 has a backslash in its name, which chokidar cannot watch',
    async () => {
      using base = temporaryDirectory()
      const root = join(base.path, String.raw`back\slash`)
      mkdirSync(root)
      await expect(record(chokidar(), { roots: [root] })).rejects.toMatchObject({ code: 'HOTSEAT_WATCH_ROOT_FAILED' })
    },
  )
})

describe.concurrent('symbolic links', () => {
  const realpaths: Watcher = {
    ...chokidar(),
    watch: (options) =>
      chokidar().watch({
        ...options,
        changed: (batch) => options.changed(batch.map((change) => ({ ...change, path: realpathSync(change.path) }))),
      }),
  }

  async function checkSpelling(watcher: Watcher, deadline?: number) {
    using base = temporaryDirectory()
    write(join(base.path, 'real', 'a.ts'), 'one')
    const link = join(base.path, 'link')
    symlinkSync(join(base.path, 'real'), link)
    await using recorder = await record(watcher, { roots: [link] }, deadline)
    await recorder.covered(() => {
      write(join(base.path, 'real', 'a.ts'), 'two')
      return [join(link, 'a.ts')]
    })
  }

  test("W18 a root that is a link is reported in the caller's spelling", () => checkSpelling(chokidar()))

  test('W18 a watcher that reports real paths is caught', async () => {
    await expect(checkSpelling(realpaths, 300)).rejects.toThrow('not reported')
  })

  async function linked(followSymlinks: boolean) {
    const base = temporaryDirectory()
    const root = join(base.path, 'root')
    write(join(root, 'a.ts'), 'one')
    const [directory, file] = [join(base.path, 'elsewhere'), join(base.path, 'elsewhere', 'linked.ts')]
    write(file, 'one')
    symlinkSync(directory, join(root, 'directory'))
    symlinkSync(file, join(root, 'file.ts'))
    symlinkSync('..', join(root, 'loop'))
    const watcher = chokidar({ followSymlinks })
    return { base, root, file, watcher, recorder: await record(watcher, { roots: [root] }) }
  }

  test('W18 links to directories and files are followed, a loop of them ends', async () => {
    const { base, root, file, watcher, recorder } = await linked(true)
    using _base = base
    await using _recorder = recorder
    expect(watcher.capabilities.followsSymlinks).toBe(true)
    await recorder.covered(() => {
      write(file, 'two')
      return [join(root, 'directory', 'linked.ts'), join(root, 'file.ts')]
    })
  })

  test('W18 unless they are not to be followed', async () => {
    const { base, root, file, watcher, recorder } = await linked(false)
    using _base = base
    await using _recorder = recorder
    expect(watcher.capabilities.followsSymlinks).toBe(false)
    await recorder.covered(() => {
      write(file, 'two')
      return [write(join(root, 'a.ts'), 'two')]
    })
    expect(recorder.changes.map(({ path }) => path)).toEqual([join(root, 'a.ts')])
  })
})

describe.concurrent('names', () => {
  const names = [
    'with space',
    'emoji 😀',
    'nfc é',
    'nfd e\u0301',
    '[glob] {a,b} !(c) *?',
    '#hash %20',
    '.dot',
    'tilde~',
  ]

  test.each(names)('W19 %s', async (name) => {
    using base = temporaryDirectory()
    const root = join(base.path, name)
    mkdirSync(root)
    await using recorder = await record(chokidar(), { roots: [root] })
    const file = join(root, name, `${name}.ts`)
    await recorder.covered(() => [write(file, 'one')])
    await recorder.covered(() => [write(file, 'two')])
    expect(recorder.errors).toEqual([])
  })

  test('W19 a watcher that drops a name is caught', async () => {
    using base = temporaryDirectory()
    await using recorder = await record(broken(chokidar(), 'reports a path once'), { roots: [base.path] }, 300)
    const file = join(base.path, 'emoji 😀.ts')
    await recorder.covered(() => [write(file, 'one')])
    await expect(recorder.covered(() => [write(file, 'two')])).rejects.toThrow('not reported')
  })
})
