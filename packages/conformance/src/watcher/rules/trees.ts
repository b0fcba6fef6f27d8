import { renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { replace, write } from '../files.ts'
import { ruleOf, type Shape } from '../shape.ts'

const filesOf = (tree: string): readonly string[] => [join(tree, 'a', 'deep.ts'), join(tree, 'flat.ts')]

/** How directories come, go, move and are replaced, with all that is in them. */
const shapes: readonly Shape[] = [
  {
    id: 'watcher/new-directories',
    rule: 'W11',
    title: 'A file in a path of directories that were just made MUST be covered, and later edits of it.',
    intent: 'A new feature’s folder would not be watched.',
    async run(directory, covered) {
      const path = join(directory, 'a', 'b', 'c', 'deep.ts')
      await covered(() => [write(path, 'one')])
      await covered(() => [write(path, 'second')])
    },
  },
  {
    id: 'watcher/moved-trees',
    rule: 'W12',
    title: 'A tree that is moved in, renamed, or put in the place of another MUST be covered, and later edits in it.',
    intent: 'After a folder is renamed, saves in it would go unseen.',
    async run(directory, covered, outside) {
      const staged = join(outside, `${basename(directory)}-tree`)
      for (const path of filesOf(staged)) write(path, 'one')
      const moved = join(directory, 'moved')
      await covered(() => {
        renameSync(staged, moved)
        return filesOf(moved)
      })
      await covered(() => filesOf(moved).map((path) => write(path, 'second')))
      const renamed = join(directory, 'renamed')
      await covered(() => {
        renameSync(moved, renamed)
        return [...filesOf(moved), ...filesOf(renamed)]
      })
      await covered(() => filesOf(renamed).map((path) => write(path, 'third one')))
      await covered(() => filesOf(join(directory, 'next')).map((path) => write(path, 'of another tree')))
      await covered(() => {
        renameSync(renamed, join(directory, 'last'))
        renameSync(join(directory, 'next'), renamed)
        return filesOf(renamed)
      })
      await covered(() => filesOf(renamed).map((path) => write(path, 'and edited')))
    },
  },
  {
    id: 'watcher/removed-trees',
    rule: 'W13',
    title:
      'Of a tree that is removed every file MUST be covered, and, created again at once, every file and later edits.',
    intent: 'A branch that is checked out and back would leave the application behind.',
    async run(directory, covered) {
      const tree = join(directory, 'tree')
      const files = ['a.ts', 'b.ts', join('sub', 'c.ts'), join('sub', 'deep', 'd.ts')].map((name) => join(tree, name))
      const writeAll = (text: string): readonly string[] => files.map((path) => write(path, text))
      await covered(() => writeAll('one'))
      await covered(() => {
        rmSync(tree, { recursive: true })
        return files
      })
      await covered(() => writeAll('second'))
      await covered(() => {
        rmSync(tree, { recursive: true })
        return writeAll('third one')
      })
      await covered(() => writeAll('and the fourth'))
    },
  },
  {
    id: 'watcher/names-that-begin-alike',
    rule: 'W14',
    title: 'Removing a directory MUST NOT cost coverage of another whose name begins with its name.',
    intent: 'Paths that are compared as text would make `user-settings` deaf when `user` goes.',
    async run(directory, covered) {
      const [short, long] = [join(directory, 'foo', 'a.ts'), join(directory, 'foo_bar', 'a.ts')]
      await covered(() => [write(short, 'one'), write(long, 'one')])
      await covered(() => {
        rmSync(dirname(short), { recursive: true })
        return [short]
      })
      await covered(() => [write(long, 'second')])
    },
  },
  {
    id: 'watcher/many-at-once',
    rule: 'W15',
    title: 'When 80 files in 10 directories change at once, every one MUST be covered.',
    intent: 'A checkout would be half seen.',
    async run(directory, covered) {
      const files = Array.from({ length: 80 }, (_, index) => join(directory, `d${index % 10}`, `f${index}.ts`))
      await covered(() => files.map((path) => write(path, 'one')))
      await covered(() => files.map((path) => replace(path, 'second')))
    },
  },
]

export const trees = shapes.map(ruleOf)
