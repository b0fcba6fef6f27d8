import { execFileSync } from 'node:child_process'
import {
  closeSync,
  copyFileSync,
  ftruncateSync,
  openSync,
  renameSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Recorder } from './recorder.ts'
import { remove, replace, write, type Shape } from './shape.ts'

/** A file that the watcher already knows of. */
async function known(directory: string, covered: Recorder['covered'], text = 'one'): Promise<string> {
  const path = join(directory, 'known.ts')
  await covered(() => {
    writeFileSync(path, text)
    return [path]
  })
  return path
}

/** How editors and tools save, delete and rename one file. */
export const fileShapes: readonly Shape[] = [
  {
    rule: 'W2',
    name: 'a file is created, also empty, saved in place, deleted',
    caught: 'blind to deletions',
    async run(directory, covered) {
      const path = await known(directory, covered)
      const empty = join(directory, 'empty.ts')
      await covered(() => [write(empty, '')])
      await covered(() => [write(path, 'two')])
      await covered(() => [remove(path)])
    },
  },
  ...[0, 5, 20, 80].map((gap): Shape => ({
    rule: 'W3',
    name: `truncated, ${gap} ms, written`,
    caught: 'reports a path once',
    async run(directory, covered) {
      const path = await known(directory, covered)
      await covered(async () => {
        const file = openSync(path, 'w')
        ftruncateSync(file)
        await pause(gap)
        writeSync(file, 'two')
        closeSync(file)
        return [path]
      })
    },
  })),
  {
    rule: 'W4',
    name: 'saved in 16 chunks',
    caught: 'reports a path once',
    async run(directory, covered) {
      const path = await known(directory, covered)
      await covered(async () => {
        const file = openSync(path, 'w')
        for (let chunk = 1; chunk < 16; chunk += 1) {
          writeSync(file, `chunk ${chunk}\n`)
          await pause(1)
        }
        writeSync(file, 'the last')
        closeSync(file)
        return [path]
      })
    },
  },
  {
    rule: 'W5',
    name: 'a temporary file renamed over it, from beside it and from outside the root, twice each',
    caught: 'reports a path once',
    async run(directory, covered, outside) {
      const path = await known(directory, covered)
      for (const text of ['two', 'three']) {
        await covered(() => {
          replace(path, text)
          return [path]
        })
        await covered(() => {
          replace(path, `${text}!`, join(outside, basename(directory)))
          return [path]
        })
      }
    },
  },
  {
    rule: 'W6',
    name: "JetBrains' safe write",
    caught: 'reports a path once',
    async run(directory, covered) {
      const path = await known(directory, covered)
      await covered(() => {
        writeFileSync(`${path}___jb_tmp___`, 'two')
        renameSync(path, `${path}___jb_old___`)
        renameSync(`${path}___jb_tmp___`, path)
        unlinkSync(`${path}___jb_old___`)
        return [path]
      })
    },
  },
  {
    rule: 'W6',
    name: "vim's backupcopy=no, and =yes",
    caught: 'reports a path once',
    async run(directory, covered) {
      const path = await known(directory, covered)
      await covered(() => {
        renameSync(path, `${path}~`)
        writeFileSync(path, 'two')
        unlinkSync(`${path}~`)
        return [path]
      })
      await covered(() => {
        copyFileSync(path, `${path}~`)
        writeFileSync(path, 'three')
        unlinkSync(`${path}~`)
        return [path]
      })
    },
  },
  {
    rule: 'W6',
    name: 'sed -i',
    caught: 'reports a path once',
    async run(directory, covered) {
      const path = await known(directory, covered)
      await covered(() => {
        execFileSync('sed', ['-i', 's/one/two/', path])
        return [path]
      })
    },
  },
  ...[0, 30, 150].map((gap): Shape => ({
    rule: 'W7',
    name: `deleted, ${gap} ms, created again`,
    caught: 'reports a path once',
    async run(directory, covered) {
      const path = await known(directory, covered)
      await covered(async () => {
        unlinkSync(path)
        await pause(gap)
        return [write(path, 'two')]
      })
    },
  })),
  {
    rule: 'W8',
    name: '15 writes, 0 to 40 ms apart: the last one',
    caught: 'reports a path once',
    async run(directory, covered) {
      const path = await known(directory, covered)
      await covered(async () => {
        for (let count = 1; count < 15; count += 1) {
          writeFileSync(path, `save ${count}`)
          await pause([0, 3, 20, 40][count % 4])
        }
        return [write(path, 'the last')]
      })
    },
  },
  {
    rule: 'W9',
    name: 'written again with as many bytes',
    caught: 'reports a path once',
    async run(directory, covered) {
      const path = await known(directory, covered)
      for (const text of ['two', 'tri']) await covered(() => [write(path, text)])
    },
  },
  {
    rule: 'W10',
    name: 'a file is renamed: both names',
    caught: 'blind to deletions',
    async run(directory, covered) {
      const path = await known(directory, covered)
      const renamed = join(directory, 'renamed.ts')
      await covered(() => {
        renameSync(path, renamed)
        return [path, renamed]
      })
      await covered(() => [write(renamed, 'two')])
    },
  },
]
