import { execFileSync } from 'node:child_process'
import {
  closeSync,
  copyFileSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Variant } from './broken-watchers.ts'
import type { Recorder } from './recorder.ts'

/** Something that editors and tools do to a tree, and what has to be reported of it. */
export interface Shape {
  readonly rule: string
  readonly name: string
  /** The planted bug that this shape has to catch. */
  readonly caught: Variant
  /**
   * @param directory watched, empty, of this round only
   * @param outside not watched, on the same file system
   */
  run(directory: string, covered: Recorder['covered'], outside: string): Promise<void>
}

/** Puts a file there the way git and most formatters do. */
function replace(path: string, text: string, temporary = `${path}.tmp`): void {
  writeFileSync(temporary, text)
  renameSync(temporary, path)
}

/** A file that the watcher already knows of. */
async function known(directory: string, covered: Recorder['covered'], text = 'one'): Promise<string> {
  const path = join(directory, 'known.ts')
  await covered(() => {
    writeFileSync(path, text)
    return [path]
  })
  return path
}

const filesOf = (tree: string): readonly string[] => [join(tree, 'a', 'deep.ts'), join(tree, 'flat.ts')]

export const shapes: readonly Shape[] = [
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
        for (let chunk = 0; chunk < 16; chunk += 1) {
          writeSync(file, `chunk ${chunk}\n`)
          await pause(1)
        }
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
  ...[0, 3, 40].map((gap): Shape => ({
    rule: 'W8',
    name: `15 writes, ${gap} ms apart: the last one`,
    caught: 'reports a path once',
    async run(directory, covered) {
      const path = await known(directory, covered)
      await covered(async () => {
        for (let count = 1; count < 15; count += 1) {
          writeFileSync(path, `save ${count}`)
          await pause(gap)
        }
        return [write(path, 'the last')]
      })
    },
  })),
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
  {
    rule: 'W11',
    name: 'mkdir -p a/b/c and a file in it at once, edited later',
    caught: 'deaf in new directories',
    async run(directory, covered) {
      const path = join(directory, 'a', 'b', 'c', 'deep.ts')
      await covered(() => [write(path, 'one')])
      await covered(() => [write(path, 'two')])
    },
  },
  {
    rule: 'W12',
    name: 'a populated tree is moved in, then renamed, then edited',
    caught: 'deaf in new directories',
    async run(directory, covered, outside) {
      const staged = join(outside, `${basename(directory)}-tree`)
      write(join(staged, 'a', 'deep.ts'), 'one')
      write(join(staged, 'flat.ts'), 'one')
      const moved = join(directory, 'moved')
      await covered(() => {
        renameSync(staged, moved)
        return filesOf(moved)
      })
      await covered(() => filesOf(moved).map((path) => write(path, 'two')))
      const renamed = join(directory, 'renamed')
      await covered(() => {
        renameSync(moved, renamed)
        return [...filesOf(moved), ...filesOf(renamed)]
      })
      await covered(() => filesOf(renamed).map((path) => write(path, 'three')))
    },
  },
  {
    rule: 'W12',
    name: 'a directory is put in the place of another with the same files',
    caught: 'reports a path once',
    async run(directory, covered) {
      const path = join(directory, 'lib', 'a.ts')
      await covered(() => [write(path, 'one'), write(join(directory, 'next', 'a.ts'), 'two')])
      await covered(() => {
        renameSync(join(directory, 'lib'), join(directory, 'last'))
        renameSync(join(directory, 'next'), join(directory, 'lib'))
        return [path]
      })
      await covered(() => [write(path, 'three')])
    },
  },
  {
    rule: 'W13',
    name: 'rm -rf reports every file; created again at once, then edited',
    caught: 'blind to deletions',
    async run(directory, covered) {
      const tree = join(directory, 'tree')
      const files = ['a.ts', 'b.ts', join('sub', 'c.ts'), join('sub', 'deep', 'd.ts')].map((name) => join(tree, name))
      const writeAll = (text: string) => files.map((path) => write(path, text))
      await covered(() => writeAll('one'))
      await covered(() => {
        rmSync(tree, { recursive: true })
        return files
      })
      await covered(() => writeAll('two'))
      await covered(() => {
        rmSync(tree, { recursive: true })
        return writeAll('three')
      })
      await covered(() => writeAll('four'))
    },
  },
  {
    rule: 'W14',
    name: 'a directory is deleted beside one whose name it begins',
    caught: 'blind to deletions',
    async run(directory, covered) {
      const [short, long] = [join(directory, 'foo', 'a.ts'), join(directory, 'foo_bar', 'a.ts')]
      await covered(() => [write(short, 'one'), write(long, 'one')])
      await covered(() => {
        rmSync(dirname(short), { recursive: true })
        return [short]
      })
      await covered(() => [write(long, 'two')])
    },
  },
  {
    rule: 'W15',
    name: '200 files change at once',
    caught: 'reports a path once',
    async run(directory, covered) {
      const files = Array.from({ length: 200 }, (_, index) => join(directory, `d${index % 10}`, `f${index}.ts`))
      await covered(() => files.map((path) => write(path, 'one')))
      await covered(() => {
        for (const path of files) replace(path, 'two')
        return files
      })
    },
  },
]

/** Writes the file and the directories it needs; gives the path. */
function write(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

function remove(path: string): string {
  unlinkSync(path)
  return path
}
