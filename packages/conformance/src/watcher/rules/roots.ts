import assert from 'node:assert/strict'
import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { HotseatError, messageOf } from '@hotseat/core'
import type { Rule } from '../../rule.ts'
import { replace, write } from '../files.ts'
import type { WatcherHarness } from '../harness.ts'
import { record, temporaryDirectory } from '../recorder.ts'

const rounds = 5

const goAndCome: readonly ((base: string, root: string, file: string) => void)[] = [
  (_base, root, file) => {
    rmSync(root, { recursive: true })
    write(file, 'second')
  },
  (base, root, file) => {
    renameSync(root, join(base, `away-${crypto.randomUUID()}`))
    write(file, 'second')
  },
  (base, _root, file) => {
    renameSync(join(base, 'above'), join(base, `away-${crypto.randomUUID()}`))
    write(file, 'second')
  },
]

const names = ['with space', 'emoji 😀', 'nfc é', 'nfd e\u0301', '[glob] {a,b} !(c) *?', '#hash %20', '.dot', 'tilde~']

/** Where watching takes place. */
export const roots: readonly Rule<WatcherHarness>[] = [
  {
    id: 'watcher/replaced-roots',
    rule: 'W16',
    level: 'must',
    title:
      'A root that is deleted or renamed away, and takes its place again, MUST be covered, or a fatal error be told.',
    intent: 'After a restored backup nothing would be seen, and nobody told.',
    async check(harness) {
      for (const change of goAndCome) {
        using base = temporaryDirectory()
        const root = join(base.path, 'above', 'root')
        const file = write(join(root, 'a.ts'), 'one')
        await using recorder = await record(harness, { roots: [root] })
        const hasEnded = (): boolean => recorder.errors.some(({ fatal }) => fatal)
        const coveredOrEnded = async (act: () => readonly string[]): Promise<void> => {
          if (!hasEnded()) await Promise.any([recorder.covered(act), recorder.until('a fatal error', hasEnded)])
        }
        for (let round = 0; round < rounds; round += 1) {
          await coveredOrEnded(() => {
            change(base.path, root, file)
            return [file]
          })
          await coveredOrEnded(() => [write(file, `later ${round}`)])
          await coveredOrEnded(() => [write(join(root, `new-${round}.ts`), 'one')])
        }
      }
    },
  },
  {
    id: 'watcher/file-roots',
    rule: 'W17',
    level: 'must',
    needs: ['fileRoots'],
    title: 'A root that is a file MUST be covered, saved in place and atomically, and nothing beside it.',
    intent: 'A configuration file that is watched alone would not be.',
    async check(harness) {
      using base = temporaryDirectory()
      const file = write(join(base.path, 'a.ts'), 'one')
      const beside = join(base.path, 'b.ts')
      await using recorder = await record(harness, { roots: [file] })
      for (let round = 0; round < rounds; round += 1) {
        await recorder.covered(() => [write(file, `saved ${round}`), write(beside, 'one')].slice(0, 1))
        await recorder.covered(() => [replace(file, `and replaced ${round}`)])
      }
      assert.ok(!recorder.changes.some(({ path }) => path === beside), 'what is beside the root is reported')
    },
  },
  {
    id: 'watcher/missing-roots',
    rule: 'W17',
    level: 'must',
    needs: ['missingRoots'],
    title: 'A root that is not there yet MUST be covered once it is.',
    intent: 'A folder that is generated would be watched from the next start on.',
    async check(harness) {
      using base = temporaryDirectory()
      const root = join(base.path, 'not', 'there', 'yet')
      await using recorder = await record(harness, { roots: [root] })
      const file = join(root, 'sub', 'a.ts')
      await recorder.covered(() => [write(file, 'one')])
      await recorder.covered(() => [write(file, 'second')])
    },
  },
  {
    id: 'watcher/refuses-what-it-cannot-watch',
    rule: 'W17',
    level: 'must',
    title: 'A root of a kind that is not declared MUST be covered all the same, or be refused with a HotseatError.',
    intent: 'A path with a typing error would be watched in silence.',
    async check(harness) {
      using base = temporaryDirectory()
      const file = write(join(base.path, 'a.ts'), 'one')
      for (const root of [file, join(base.path, 'not-there-yet')]) {
        const recording = record(harness, { roots: [root] })
        const error: unknown = await recording.then(
          () => undefined,
          (reason: unknown) => reason,
        )
        if (error !== undefined) {
          assert.ok(HotseatError.is(error), `it rejects with what is no HotseatError: ${messageOf(error)}`)
          continue
        }
        await using recorder = await recording
        await recorder.covered(() => [write(root === file ? file : join(root, 'a.ts'), 'second')])
      }
    },
  },
  {
    id: 'watcher/callers-spelling',
    rule: 'W18',
    level: 'must',
    title: 'Paths MUST be reported in the caller’s spelling of the root, also where that is a symbolic link.',
    intent: 'Core would not know the files that are meant.',
    async check(harness) {
      using base = temporaryDirectory()
      const real = write(join(base.path, 'real', 'a.ts'), 'one')
      const link = join(base.path, 'link')
      symlinkSync(join(base.path, 'real'), link)
      await using recorder = await record(harness, { roots: [link] })
      await recorder.covered(() => {
        write(real, 'second')
        return [join(link, 'a.ts')]
      })
    },
  },
  {
    id: 'watcher/follows-links',
    rule: 'W18',
    level: 'must',
    needs: ['followsSymlinks'],
    title: 'Changes behind symbolic links to files and directories MUST be covered, and a loop of links end.',
    intent: 'Workspace packages are linked: edits of them would go unseen.',
    async check(harness) {
      using base = temporaryDirectory()
      const root = join(base.path, 'root')
      write(join(root, 'a.ts'), 'one')
      const file = write(join(base.path, 'elsewhere', 'linked.ts'), 'one')
      symlinkSync(join(base.path, 'elsewhere'), join(root, 'directory'))
      symlinkSync(file, join(root, 'file.ts'))
      symlinkSync('..', join(root, 'loop'))
      await using recorder = await record(harness, { roots: [root] })
      await recorder.covered(() => {
        write(file, 'second')
        return [join(root, 'directory', 'linked.ts'), join(root, 'file.ts')]
      })
    },
  },
  {
    id: 'watcher/odd-names',
    rule: 'W19',
    level: 'must',
    title: 'Names with spaces, emoji, letters of either normal form, and characters of patterns MUST be covered.',
    intent: 'Who lives in a folder with an accent in its name could not work.',
    async check(harness) {
      for (const name of names) {
        using base = temporaryDirectory()
        const root = join(base.path, name)
        mkdirSync(root)
        await using recorder = await record(harness, { roots: [root] })
        const file = join(root, name, `${name}.ts`)
        await recorder.covered(() => [write(file, 'one')])
        await recorder.covered(() => [write(file, 'second')])
        assert.deepEqual(recorder.errors, [])
      }
    },
  },
]
