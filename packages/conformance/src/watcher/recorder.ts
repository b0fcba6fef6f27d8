import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import type { FileChange, RescanReason, Watch, WatchError, WatchOptions } from '@hotseat/core'
import { patiently, within } from '../settlement.ts'
import type { WatcherHarness } from './harness.ts'

/** A watch, and all that it reported. */
export interface Recorder extends AsyncDisposable {
  readonly watch: Watch
  readonly changes: readonly FileChange[]
  readonly rescans: readonly RescanReason[]
  readonly errors: readonly WatchError[]
  /**
   * Does something to files and resolves once the paths that it returns are covered, by a change or a rescan that was
   * reported after its last step. What was reported before is no proof: core may have read the file before that step.
   * A rescan covers what core knows: files that were there or were reported. Not the one that follows a stall, which a
   * busy machine brings about by itself.
   */
  readonly covered: (act: () => readonly string[] | Promise<readonly string[]>) => Promise<void>
  /** Resolves once a report, of any kind, makes `holds` true. */
  readonly until: (what: string | (() => string), holds: () => boolean) => Promise<void>
}

export async function record(
  { watcher, patience = 5_000 }: Pick<WatcherHarness, 'watcher' | 'patience'>,
  target: Pick<WatchOptions, 'roots'> & Partial<WatchOptions>,
): Promise<Recorder> {
  const changes: FileChange[] = []
  const rescans: RescanReason[] = []
  const errors: WatchError[] = []
  const waiting = new Set<() => void>()
  let fresh = new Set<string>()
  let rescanned: string[] = []
  const known = new Set(target.roots.flatMap(filesBelow))
  const arrived = (): void => {
    for (const check of waiting) check()
  }
  const until: Recorder['until'] = async (what, holds) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const check = (): void => {
      if (holds()) resolve()
    }
    waiting.add(check)
    check()
    try {
      await patiently(patience, promise, () => `the report of ${typeof what === 'string' ? what : what()}`)
    } finally {
      waiting.delete(check)
    }
  }
  const watching = watcher.watch({
    ignored: () => false,
    ...target,
    changed(batch) {
      for (const { path } of batch) {
        fresh.add(path)
        known.add(path)
      }
      changes.push(...batch)
      target.changed?.(batch)
      arrived()
    },
    rescan(paths, reason) {
      if (reason !== 'stalled') rescanned.push(...paths)
      rescans.push(reason)
      target.rescan?.(paths, reason)
      arrived()
    },
    failed(error) {
      errors.push(error)
      target.failed?.(error)
      arrived()
    },
  })
  const watch = await within(20_000, watching, 'watch()')

  const isCovered = (path: string): boolean =>
    fresh.has(path) || (known.has(path) && rescanned.some((root) => path === root || path.startsWith(root + sep)))
  return {
    watch,
    changes,
    rescans,
    errors,
    until,
    [Symbol.asyncDispose]: () => watch[Symbol.asyncDispose](),
    async covered(act) {
      const paths = await act()
      fresh = new Set()
      rescanned = []
      await until(
        () => fewOf(paths.filter((path) => !isCovered(path))),
        () => paths.every(isCovered),
      )
    },
  }
}

/** The first of them, and how many there are. */
export function fewOf(paths: readonly string[]): string {
  return paths.length < 4 ? paths.join(', ') : `${paths.length} paths, among them ${paths.slice(0, 3).join(', ')}`
}

function filesBelow(root: string): readonly string[] {
  if (!existsSync(root)) return []
  if (!statSync(root).isDirectory()) return [root]
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).map((path) => join(root, path))
}

/** A directory of the rule's own, removed with it. */
export function temporaryDirectory(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(realpathSync(tmpdir()), 'hotseat-watch-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) }
}
