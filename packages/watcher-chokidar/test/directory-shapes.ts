import { renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { replace, write, type Shape } from './shape.ts'

const filesOf = (tree: string): readonly string[] => [join(tree, 'a', 'deep.ts'), join(tree, 'flat.ts')]

/** How directories come, go, move and are replaced, with all that is in them. */
export const directoryShapes: readonly Shape[] = [
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
    name: '80 files change at once',
    caught: 'reports a path once',
    async run(directory, covered) {
      const files = Array.from({ length: 80 }, (_, index) => join(directory, `d${index % 10}`, `f${index}.ts`))
      await covered(() => files.map((path) => write(path, 'one')))
      await covered(() => {
        for (const path of files) replace(path, 'two')
        return files
      })
    },
  },
]
