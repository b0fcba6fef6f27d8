import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { FileChange, RescanReason, Watch, Watcher, WatchError, WatchOptions } from '@hotseat/core'

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
  readonly until: (what: string, holds: () => boolean) => Promise<void>
}

/** Milliseconds that a report may take before it counts as lost. */
const patience = 5_000

export async function record(
  watcher: Watcher,
  target: Pick<WatchOptions, 'roots'> & Partial<WatchOptions>,
  deadline: number = patience,
): Promise<Recorder> {
  const changes: FileChange[] = []
  const rescans: RescanReason[] = []
  const errors: WatchError[] = []
  const waiting = new Set<() => void>()
  let fresh = new Set<string>()
  let rescanned: string[] = []
  const known = new Set(target.roots.flatMap(filesBelow))
  const arrived = () => {
    for (const check of waiting) check()
  }
  const until = async (what: string, holds: () => boolean) => {
    if (holds()) return
    const { promise, resolve } = Promise.withResolvers<'held'>()
    const check = () => holds() && resolve('held')
    waiting.add(check)
    const timer = new AbortController()
    const late = pause(deadline, 'late', { signal: timer.signal }).catch(() => 'late')
    const outcome = await Promise.race([promise, late])
    timer.abort()
    waiting.delete(check)
    if (outcome === 'late') throw new Error(`not reported within ${deadline} ms: ${what}`)
  }
  const watch = await watcher.watch({
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

  const isCovered = (path: string) =>
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
      await until(paths.join(', '), () => paths.every(isCovered))
    },
  }
}

function filesBelow(root: string): readonly string[] {
  if (!existsSync(root)) return []
  if (!statSync(root).isDirectory()) return [root]
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).map((path) => join(root, path))
}

/** A directory of the test's own, removed with it. */
export function temporaryDirectory(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(realpathSync(tmpdir()), 'hotseat-watch-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}
