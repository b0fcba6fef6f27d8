import {
  closeSync,
  copyFileSync,
  existsSync,
  ftruncateSync,
  openSync,
  renameSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Inability } from '../../inability.ts'
import { remove, replace, write } from '../files.ts'
import { known, ruleOf, type Shape } from '../shape.ts'

/** How editors and tools save, delete and rename one file. */
const shapes: readonly Shape[] = [
  {
    id: 'watcher/creates-saves-and-deletes',
    rule: 'W2',
    title: 'A file that is created, also an empty one, saved in place, or deleted MUST be covered.',
    intent: 'It is what a watcher is for.',
    async run(directory, covered) {
      const path = await known(directory, covered)
      await covered(() => [write(join(directory, 'empty.ts'), '')])
      await covered(() => [write(path, 'second')])
      await covered(() => [remove(path)])
    },
  },
  {
    id: 'watcher/the-last-of-many',
    rule: 'W8',
    title: 'Of 15 writes, 0 to 40 ms apart, the last MUST be covered.',
    intent: 'The code that runs would be that of the save before.',
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
    id: 'watcher/truncated-first',
    rule: 'W3',
    title: 'A file that is truncated and, 0 to 80 ms later, written MUST be covered after the write.',
    intent: 'The application would be built from an empty file, and stay so.',
    async run(directory, covered) {
      const path = await known(directory, covered, '.'.repeat(200))
      for (const gap of [0, 5, 20, 80]) {
        await covered(async () => {
          const file = openSync(path, 'w')
          ftruncateSync(file)
          await pause(gap)
          writeSync(file, '.'.repeat(100 - gap))
          closeSync(file)
          return [path]
        })
      }
    },
  },
  {
    id: 'watcher/chunked-saves',
    rule: 'W4',
    title: 'A file that is saved in 16 chunks MUST be covered after the last.',
    intent: 'The application would be built from half a file, and stay so.',
    async run(directory, covered) {
      const path = await known(directory, covered)
      await covered(async () => {
        const file = openSync(path, 'w')
        for (let chunk = 0; chunk < 16; chunk += 1) {
          if (chunk > 0) await pause(1)
          writeSync(file, `chunk ${chunk}\n`)
        }
        closeSync(file)
        return [path]
      })
    },
  },
  {
    id: 'watcher/atomic-saves',
    rule: 'W5',
    title: 'A file that another is renamed over, from beside it or from outside the root, MUST be covered, each time.',
    intent: 'Many editors save so; some watchers see it the first time only.',
    async run(directory, covered, outside) {
      const path = await known(directory, covered)
      for (const text of ['second', 'third one']) {
        await covered(() => [replace(path, text)])
        await covered(() => [replace(path, `${text}!`, join(outside, basename(directory)))])
      }
    },
  },
  {
    id: 'watcher/backups-beside-it',
    rule: 'W6',
    title: 'A file that is saved as JetBrains’ editors and vim save it, with a backup beside it, MUST be covered.',
    intent: 'Half of all editors would not work.',
    async run(directory, covered) {
      const path = await known(directory, covered)
      await covered(() => {
        writeFileSync(`${path}___jb_tmp___`, 'second')
        renameSync(path, `${path}___jb_old___`)
        renameSync(`${path}___jb_tmp___`, path)
        unlinkSync(`${path}___jb_old___`)
        return [path]
      })
      // vim, backupcopy=no; then the same where backups are kept.
      for (const [text, isKept] of [
        ['third one', false],
        ['the fourth', true],
      ] as const) {
        await covered(() => {
          renameSync(path, `${path}~`)
          writeFileSync(path, text)
          if (!isKept) unlinkSync(`${path}~`)
          return [path]
        })
      }
      // vim, backupcopy=yes
      await covered(() => {
        copyFileSync(path, `${path}~`)
        writeFileSync(path, 'and the fifth')
        return [path]
      })
    },
  },
  {
    id: 'watcher/deleted-and-created-again',
    rule: 'W7',
    title: 'A file that is deleted and, 0 to 150 ms later, created again MUST be covered.',
    intent: 'The application would do without a file that is there.',
    async run(directory, covered) {
      const path = await known(directory, covered)
      for (const gap of [0, 30, 150]) {
        await covered(async () => {
          unlinkSync(path)
          await pause(gap)
          return [write(path, `again after ${gap} ms`)]
        })
      }
    },
  },
  {
    id: 'watcher/equal-sizes',
    rule: 'W9',
    title: 'A file that is written again with as many bytes MUST be covered.',
    intent: 'A digit that changes would change nothing.',
    async run(directory, covered) {
      const path = await known(directory, covered)
      for (const text of ['two', 'tri']) await covered(() => [write(path, text)])
    },
  },
  {
    id: 'watcher/renames',
    rule: 'W10',
    title: 'Of a file that is renamed both names MUST be covered, and later edits of it.',
    intent: 'Imports of the old name would go on working until the next restart.',
    async run(directory, covered) {
      const path = await known(directory, covered)
      const renamed = join(directory, 'renamed.ts')
      await covered(() => {
        renameSync(path, renamed)
        return [path, renamed]
      })
      await covered(() => [write(renamed, 'second')])
    },
  },
  {
    id: 'watcher/case-only-renames',
    rule: 'W10',
    title: 'Of a file that is renamed to the same letters in another case both names MUST be covered, and later edits.',
    intent: 'On a colleague’s machine the import of the old name would fail.',
    async run(directory, covered) {
      const path = await known(directory, covered)
      if (existsSync(join(directory, 'KNOWN.ts'))) {
        throw new Inability(`In ${directory} the file system takes both names for one.`)
      }
      const renamed = join(directory, 'Known.ts')
      await covered(() => {
        renameSync(path, renamed)
        return [path, renamed]
      })
      await covered(() => [write(renamed, 'second')])
    },
  },
]

export const saves = shapes.map(ruleOf)
