import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../../watcher-chokidar/test/recorder.ts'

const script = join(import.meta.dirname, 'fixtures', 'report.ts')
/** An unprivileged namespace of users has inotify limits of its own; not every system allows one. */
const hasNamespaces = spawnSync('unshare', ['-Ur', 'true']).status === 0
const isRoot = process.getuid?.() === 0

/** The tree a, b, … h, watched by another process with few watches, few instances, or few rights. */
function reportUnder(limit: 'max_inotify_watches' | 'max_inotify_instances', value: number): unknown {
  using directory = tree()
  const command = `echo ${value} > /proc/sys/user/${limit} && exec "$0" "$@"`
  return report('unshare', ['-Ur', 'sh', '-c', command, process.execPath, script, directory.path])
}

function report(command: string, args: readonly string[], options: { readonly uid?: number } = {}): unknown {
  const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 20_000, ...options })
  if (stdout === '') throw new Error(`${command} printed nothing, but ${stderr}`)
  return JSON.parse(stdout)
}

function tree(): Disposable & { readonly path: string } {
  const directory = temporaryDirectory()
  chmodSync(directory.path, 0o755)
  for (const name of 'abcdefgh') mkdirSync(join(directory.path, name))
  return directory
}

test('with no limit in the way nothing is degraded, and the process exits by itself', () => {
  using directory = tree()
  expect(report(process.execPath, [script, directory.path])).toEqual({ degraded: false, codes: [] })
})

test.skipIf(!hasNamespaces)('W22 out of inotify watches: rejects with a code', () => {
  expect(reportUnder('max_inotify_watches', 5)).toEqual({ rejected: 'HOTSEAT_WATCH_LIMIT' })
})

test.skipIf(!hasNamespaces)('W22 not even a watch for the root: rejects with a code', () => {
  expect(reportUnder('max_inotify_watches', 0)).toEqual({ rejected: 'HOTSEAT_WATCH_LIMIT' })
})

test.skipIf(!hasNamespaces)(
  'W23 no inotify instance: rejects in time, where the library would block for ever, with a code',
  () => {
    expect(reportUnder('max_inotify_instances', 0)).toEqual({ rejected: 'HOTSEAT_WATCH_LIMIT' })
  },
)

test.skipIf(process.platform === 'win32')('W21 an unreadable directory: degraded, and told with a code', () => {
  using directory = tree()
  const unreadable = join(directory.path, 'a')
  chmodSync(unreadable, 0)
  // Root reads everything; then let nobody watch.
  const options = isRoot ? { uid: 65_534 } : {}
  const outcome = report(process.execPath, [script, directory.path], options)
  const ofRoot = report(process.execPath, [script, unreadable], options)
  chmodSync(unreadable, 0o755)
  expect(outcome).toEqual({ degraded: true, codes: ['HOTSEAT_WATCH_NOT_COVERED'] })
  expect(ofRoot).toEqual({ rejected: 'HOTSEAT_WATCH_ROOT_FAILED' })
})
