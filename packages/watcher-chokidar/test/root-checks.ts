import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { replace, write } from './shape.ts'
import { watching, type Use, type WatchCheck } from './watch-check.ts'

const rounds = 4
const names = ['with space', 'emoji 😀', 'nfc é', 'nfd e\u0301', '[glob] {a,b} !(c) *?', '#hash %20', '.dot', 'tilde~']

/** @param go makes the root another one, in which the file is again */
const replacedRoot = (name: string, go: (base: string, root: string) => void): WatchCheck => ({
  rule: 'W16',
  name: `the root ${name}`,
  caught: 'deaf after half a second',
  check: (...target) =>
    watching(
      target,
      async (base, recorder) => {
        const [root, file] = [join(base, 'above', 'root'), join(base, 'above', 'root', 'a.ts')]
        for (let round = 0; round < rounds; round += 1) {
          await recorder.covered(() => {
            go(base, root)
            return [write(file, `replaced ${round}`)]
          })
          await recorder.covered(() => [write(file, `later ${round}`)])
          await recorder.covered(() => [write(join(root, `new-${round}.ts`), 'one')])
          // So that the fault shows.
          await pause(150)
        }
        expect(recorder.errors).toEqual([])
      },
      (base) => {
        write(join(base, 'above', 'root', 'a.ts'), 'one')
        return { roots: [join(base, 'above', 'root')] }
      },
    ),
})

/** Roots that go and come, and of whichever kind and name. */
export const rootChecks: readonly WatchCheck[] = [
  replacedRoot('is deleted and created again at once', (_, root) => rmSync(root, { recursive: true })),
  replacedRoot('is renamed away, and another takes its place', (base, root) =>
    renameSync(root, join(base, `away-${crypto.randomUUID()}`)),
  ),
  replacedRoot('is in a directory that is renamed away, and another takes its place', (base) =>
    renameSync(join(base, 'above'), join(base, `away-${crypto.randomUUID()}`)),
  ),
  {
    rule: 'W16',
    name: 'the root is deleted, or renamed away, missed for a while, and created again',
    caught: 'blind to deletions',
    check: (...target) =>
      watching(
        target,
        async (base, recorder) => {
          const [root, file] = [join(base, 'root'), join(base, 'root', 'a.ts')]
          for (const go of [
            () => rmSync(root, { recursive: true }),
            () => renameSync(root, join(base, `away-${crypto.randomUUID()}`)),
          ]) {
            await recorder.covered(() => {
              go()
              return [file]
            })
            await recorder.covered(() => [write(file, 'two')])
            await recorder.covered(() => [write(file, 'three')])
          }
          expect(recorder.errors).toEqual([])
        },
        (base) => {
          write(join(base, 'root', 'a.ts'), 'one')
          return { roots: [join(base, 'root')] }
        },
      ),
  },
  {
    rule: 'W17',
    name: 'a root that is not there yet, nor is what it lies in',
    caught: 'reports a path once',
    needs: 'missingRoots',
    check: (...target) =>
      watching(
        target,
        async (base, recorder) => {
          const file = join(base, 'not', 'there', 'sub', 'a.ts')
          for (const text of ['one', 'two']) await recorder.covered(() => [write(file, text)])
          expect(recorder.errors).toEqual([])
        },
        (base) => ({ roots: [join(base, 'not', 'there')] }),
      ),
  },
  {
    rule: 'W17',
    name: 'a root that is a file',
    caught: 'reports a path once',
    needs: 'fileRoots',
    check: (...target) =>
      watching(
        target,
        async (base, recorder) => {
          const [file, beside] = [join(base, 'a.ts'), join(base, 'b.ts')]
          for (let round = 0; round < rounds; round += 1) {
            await recorder.covered(() => [write(file, `saved ${round}`), write(beside, 'one')].slice(0, 1))
            await recorder.covered(() => {
              replace(file, `replaced ${round}`)
              return [file]
            })
          }
          expect(recorder.changes.map(({ path }) => path)).not.toContain(beside)
        },
        (base) => ({ roots: [write(join(base, 'a.ts'), 'one')] }),
      ),
  },
  {
    rule: 'W18',
    name: "a root that is a link is reported in the caller's spelling, and a loop of links ends",
    caught: 'reports real paths',
    check: (...target) =>
      watching(
        target,
        async (base, recorder) => {
          await recorder.covered(() => {
            write(join(base, 'real', 'a.ts'), 'two')
            return [join(base, 'link', 'a.ts')]
          })
          await recorder.covered(() => {
            write(join(base, 'real', 'sub', 'b.ts'), 'two')
            return [join(base, 'link', 'sub', 'b.ts')]
          })
        },
        (base) => {
          write(join(base, 'real', 'a.ts'), 'one')
          symlinkSync('.', join(base, 'real', 'loop'))
          symlinkSync(join(base, 'real'), join(base, 'link'))
          return { roots: [join(base, 'link')] }
        },
      ),
  },
  {
    rule: 'W19',
    name: 'spaces, emoji, NFC and NFD, glob characters, in directories, files and the root',
    caught: 'reports a path once',
    async check(...target) {
      const use: Use = async (base, recorder) => {
        const files = names.map((name) => join(base, names[4] ?? '', name, `${name}.ts`))
        for (const text of ['one', 'two']) await recorder.covered(() => files.map((path) => write(path, text)))
        expect(recorder.errors).toEqual([])
      }
      await watching(target, use, (base) => {
        const root = join(base, names[4] ?? '')
        mkdirSync(root)
        return { roots: [root] }
      })
    },
  },
]
