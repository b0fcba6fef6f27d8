import { existsSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Watch, Watcher, WatchError } from '@hotseat/core'
import { fingerprint } from './fingerprint.ts'
import type { SettingsFile } from './settings-files.ts'

/** Milliseconds of quiet: what installs packages writes several files, one after the other. */
const quiet = { hot: 30, cold: 300 } as const

export interface SettingsListeners {
  /** Files have changed in what counts of them, once it is quiet. */
  readonly changed: (files: readonly SettingsFile[]) => void
  readonly failed: (error: WatchError) => void
}

/** What counts of each file, by its path. */
export type SettingsState = ReadonlyMap<string, string>

/** Reads files that are no source: with what they are now, the rest of a start works. */
export function readSettings(files: readonly SettingsFile[]): SettingsState {
  return new Map(files.map(({ path }) => [path, now(path)]))
}

/**
 * Watches files that are no source. Their folders are watched, for a save may replace a file, or bring it.
 *
 * @param before what was read of them; what has changed since is told too
 * @throws {HotseatError} when watching cannot start
 */
export async function watchSettings(
  files: readonly SettingsFile[],
  before: SettingsState,
  watcher: Watcher,
  { changed, failed }: SettingsListeners,
): Promise<Watch> {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const folders = [...new Set(files.map(({ path }) => dirname(path)))].filter((folder) => existsSync(folder))
  const known = new Map(before)
  const timers = new Map<SettingsFile['kind'], NodeJS.Timeout>()

  const look = (kind: SettingsFile['kind']): void => {
    const different = files.filter((file) => file.kind === kind && known.get(file.path) !== now(file.path))
    for (const { path } of different) known.set(path, now(path))
    if (different.length > 0) changed(different)
  }
  const heard = (paths: Iterable<string>): void => {
    for (const path of paths) {
      const kind = byPath.get(path)?.kind
      if (kind === undefined) continue
      clearTimeout(timers.get(kind))
      timers.set(kind, setTimeout(look, quiet[kind], kind))
    }
  }
  const watch = await watcher.watch({
    roots: folders,
    ignored: (path) => !byPath.has(path) && !folders.includes(path),
    changed: (batch) => heard(batch.map(({ path }) => path)),
    rescan: () => heard(byPath.keys()),
    failed,
  })
  heard(byPath.keys())
  return {
    get degraded() {
      return watch.degraded
    },
    async [Symbol.asyncDispose]() {
      for (const timer of timers.values()) clearTimeout(timer)
      await watch[Symbol.asyncDispose]()
    },
  }
}

function now(path: string): string {
  try {
    return fingerprint(path, readFileSync(path, 'utf8'))
  } catch {
    // It is not there, or not whole: a save may be under way, and is told when it is over.
    return fingerprint(path, undefined)
  }
}
