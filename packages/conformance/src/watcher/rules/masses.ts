import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { Inability } from '../../inability.ts'
import type { Rule } from '../../rule.ts'
import { write } from '../files.ts'
import type { WatcherHarness } from '../harness.ts'
import { fewOf, record, temporaryDirectory } from '../recorder.ts'

const run = promisify(execFile)

/** Very much at once. */
export const masses: readonly Rule<WatcherHarness>[] = [
  {
    id: 'watcher/many-directories',
    rule: 'W15',
    level: 'must',
    title:
      'When 240 directories are made, edited in and removed, twice, every file in them MUST be covered, each time.',
    intent: 'What a code generator writes anew would be half seen.',
    async check(harness) {
      using base = temporaryDirectory()
      const directories = Array.from({ length: 240 }, (_, index) => join(base.path, `d${index % 12}`, `e${index}`))
      for (const path of directories) mkdirSync(join(path, '..'), { recursive: true })
      await using recorder = await record(generous(harness), { roots: [base.path] })
      const writeAll = (text: string): readonly string[] => directories.map((path) => write(join(path, 'a.ts'), text))
      for (let round = 0; round < 2; round += 1) {
        await recorder.covered(() => writeAll(`one ${round}`))
        await recorder.covered(() => writeAll(`the second ${round}`))
        await recorder.covered(() => {
          for (const path of directories) rmSync(path, { recursive: true })
          return directories.map((path) => join(path, 'a.ts'))
        })
      }
      assert.deepEqual(recorder.errors, [])
    },
  },
  {
    id: 'watcher/checkouts',
    rule: 'W15',
    level: 'must',
    alone: true,
    title: 'When git checks out 2,000 files, back and forth, four times, every one MUST be covered, each time.',
    intent: 'After a change of branch the application would be a mixture of the two.',
    async check(harness) {
      if (spawnSync('git', ['--version']).status !== 0) throw new Inability('There is no git to check out with.')
      using base = temporaryDirectory()
      const git = (...words: readonly string[]): Promise<unknown> => run('git', words, { cwd: base.path })
      const names = Array.from({ length: 2_000 }, (_, index) => `d${index % 100}/f${index}.ts`)
      await git('init', '--quiet')
      const history = ['left', 'right'].map((branch) => commitOf(branch, names)).join('')
      const { status, stderr } = spawnSync('git', ['fast-import', '--quiet'], { cwd: base.path, input: history })
      assert.equal(status, 0, String(stderr))
      await git('checkout', '--quiet', 'right')
      const files = names.map((name) => join(base.path, name))
      const ignored = (path: string): boolean => basename(path) === '.git'
      // Reports come while git is at work: one counts if a file that is read because of it has its last content.
      const missing = new Set<string>()
      let text = ''
      const look = (paths: Iterable<string>): void => {
        for (const path of paths) {
          if (missing.has(path) && contentOf(path) === text) missing.delete(path)
        }
      }
      await using recorder = await record(generous(harness), {
        roots: [base.path],
        ignored,
        changed: (batch) => look(batch.map(({ path }) => path)),
        rescan: (_, reason) => reason !== 'stalled' && look(missing),
      })
      for (const branch of ['left', 'right', 'left', 'right']) {
        for (const file of files) missing.add(file)
        text = textOn(branch)
        await git('checkout', '--quiet', branch)
        await recorder.until(
          () => fewOf([...missing]),
          () => missing.size === 0,
        )
      }
      assert.deepEqual(recorder.errors, [])
    },
  },
]

const textOn = (branch: string): string => `on the branch to the ${branch}`

/** Undefined between git's deleting and creating it. */
function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** As git fast-import takes it. */
function commitOf(branch: string, names: readonly string[]): string {
  const text = textOn(branch)
  const head = [`commit refs/heads/${branch}`, 'committer Nobody <nobody@localhost> 0 +0000', 'data 0']
  return [...head, ...names.map((name) => `M 644 inline ${name}\ndata ${text.length}\n${text}`), '', ''].join('\n')
}

/** Who looks at files, or opens the tree anew, takes longer the more there are. */
function generous(harness: WatcherHarness): WatcherHarness {
  return { ...harness, patience: (harness.patience ?? 5_000) * 2 }
}
