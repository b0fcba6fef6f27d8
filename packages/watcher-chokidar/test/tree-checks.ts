import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect } from 'vitest'
import { watchedInodes } from './inotify.ts'
import { write } from './shape.ts'
import { watching, type Use, type WatchCheck } from './watch-check.ts'

const isModules = (path: string) => basename(path) === 'node_modules'

/** More than inotify's queue holds, then what must not be lost: all while the watching thread cannot read. */
const flood = `
  const { closeSync, mkdirSync, openSync, writeFileSync, writeSync } = require('node:fs')
  const [left, right] = ['left', 'right'].map((name) => openSync('noise/' + name, 'w'))
  // In turns: the kernel folds equal events that follow one another.
  for (let count = 0; count < 12_000; count += 1) for (const file of [left, right]) writeSync(file, '.')
  mkdirSync('new')
  for (const name of ['known.ts', 'new/a.ts', 'new/b.ts']) writeFileSync(name, 'after the flood')
`

/** Trees that change at once, that are kept out, and more than the system can tell of. */
export const treeChecks: readonly WatchCheck[] = [
  {
    rule: 'W15',
    alone: true,
    name: 'git checkout of 500 files and back, and 60 directories that come and go, twice',
    caught: 'reports a path once',
    check: (...target) =>
      watching(
        target,
        async (base, recorder) => {
          const git = (...args: string[]) =>
            execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@a.invalid', ...args], {
              cwd: base,
              stdio: 'pipe',
            })
          const files = Array.from({ length: 500 }, (_, index) => join(base, `d${index % 60}`, `f${index}.ts`))
          const extra = files.map((path) => join(`${path}-extra`, 'more.ts')).slice(0, 60)
          await recorder.covered(() => files.map((path) => write(path, 'one')))
          git('init', '-q', '-b', 'left')
          git('add', '.')
          git('commit', '-qm', 'one')
          git('checkout', '-qb', 'right')
          await recorder.covered(() => [
            ...files.map((path) => write(path, 'two')),
            ...extra.map((path) => write(path, 'x')),
          ])
          git('add', '.')
          git('commit', '-qm', 'two')
          for (const branch of ['left', 'right', 'left', 'right']) {
            await recorder.covered(() => {
              git('checkout', '-q', branch)
              return [...files, ...extra]
            })
          }
          expect(recorder.errors).toEqual([])
        },
        (base) => ({ roots: [base], ignored: (path) => basename(path) === '.git' }),
      ),
  },
  {
    rule: 'W20',
    name: 'an ignored tree is neither asked about, nor watched, nor reported',
    caught: 'filters only what it reports',
    async check(...target) {
      const asked = new Set<string>()
      const ignored = (path: string) => {
        asked.add(path)
        return isModules(path)
      }
      const use: Use = async (base, recorder) => {
        const [inside, late] = [join(base, 'node_modules', 'a'), join(base, 'late', 'node_modules')]
        await recorder.covered(() => {
          write(join(inside, 'package.json'), '{}')
          write(join(late, 'b.ts'), 'one')
          return [write(join(base, 'late', 'seen.ts'), 'one')]
        })
        await recorder.covered(() => {
          write(join(late, 'b.ts'), 'two')
          return [write(join(base, 'seen.ts'), 'one')]
        })
        expect([...asked].filter((path) => /node_modules./.test(path))).toEqual([])
        expect(recorder.changes.filter(({ path }) => path.includes('node_modules'))).toEqual([])
        if (process.platform !== 'linux') return
        for (const path of [inside, late]) expect(watchedInodes()).not.toContain(statSync(path).ino)
      }
      await watching(target, use, (base) => {
        mkdirSync(join(base, 'node_modules', 'a'), { recursive: true })
        return { roots: [base], ignored }
      })
    },
  },
  {
    rule: 'W24',
    alone: true,
    name: 'what the system drops, or could not tell of while this thread was busy, is covered',
    caught: 'reports a path once',
    check: (...target) =>
      watching(target, async (base, recorder) => {
        const files = ['known.ts', 'new/a.ts', 'new/b.ts'].map((name) => join(base, name))
        await recorder.covered(() => files.slice(0, 1).map((path) => write(path, 'one')))
        await recorder.covered(() => {
          mkdirSync(join(base, 'noise'))
          expect(spawnSync(process.execPath, ['-e', flood], { cwd: base }).status).toBe(0)
          return files
        })
        await recorder.covered(() => files.map((path) => write(path, 'later')))
        expect(recorder.errors).toEqual([])
      }),
  },
]
