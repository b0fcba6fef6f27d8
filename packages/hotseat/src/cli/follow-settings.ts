import type { Reloader, Watcher } from '@hotseat/core'
import { nodeWatcher } from '@hotseat/watcher-node'
import { reasons, type SettingsFile } from '../changes/settings-files.ts'
import { trySettings } from '../changes/try-settings.ts'
import { watchSettings, type SettingsState } from '../changes/watch-settings.ts'
import type { FileVariables } from '../environment/file-variables.ts'
import type { Report } from '../output/events.ts'
import type { DevSettings } from '../settings.ts'
import type { DevFlags } from './arguments.ts'

export interface FollowOptions {
  readonly settings: DevSettings
  readonly flags: DevFlags
  /** Where the command was called: the application may have gone elsewhere. */
  readonly cwd: string
  readonly reloader: Pick<Reloader<unknown>, 'reload' | 'isPaused' | 'on'>
  readonly files: readonly SettingsFile[]
  readonly variables: FileVariables
  readonly report: Report
  /** Has a new process take the place of this one. */
  readonly restart: () => Promise<void>
}

/**
 * Takes up what changes beside the source. Variables are read again, and what was built with them is built anew. What cannot be hot,
 * such as the config and installed packages, needs a new process; if that could not start, this one goes on as it is.
 *
 * @param before what the files were when this process began
 * @throws {HotseatError} when watching cannot start
 */
export async function followSettings(options: FollowOptions, before: SettingsState): Promise<AsyncDisposable> {
  const { settings, files, reloader, variables, report } = options
  const ending = new AbortController()
  const restartIfPossible = createRestart(options, ending.signal)
  /** Variables have changed while saves wait. */
  let waits = false
  reloader.on('resumed', () => {
    if (waits) void reload()
  })

  async function reload(): Promise<void> {
    waits = reloader.isPaused
    if (!waits) await reloader.reload({ anew: true })
  }

  async function variablesChanged(paths: readonly string[]): Promise<void> {
    const changed = variables.load()
    if (changed.length === 0) return
    report({ event: 'environment', paths, changed })
    if (settings.readsPort && changed.includes('PORT')) await restartIfPossible(paths, reasons.port)
    else await reload()
  }

  const watch = await watchSettings(files, before, watcherFor(settings.watcher), {
    changed(different) {
      const paths = different.map(({ path }) => path)
      const reason = different.map((file) => reasonOf(file)).find((each) => each !== undefined)
      void (reason === undefined ? variablesChanged(paths) : restartIfPossible(paths, reason))
    },
    // What is a nuisance only the watch of the source tells as well; and without this one the source is still watched.
    failed: ({ error, fatal }) => (fatal ? report({ event: 'watch-failed', error, fatal: false }) : undefined),
  })
  return {
    async [Symbol.asyncDispose]() {
      ending.abort()
      await watch[Symbol.asyncDispose]()
    },
  }
}

function reasonOf(file: SettingsFile): string | undefined {
  return file.kind === 'cold' ? file.reason : undefined
}

/** One trial at a time: of what changes meanwhile the last counts. */
function createRestart({ flags, cwd, variables, report, restart }: FollowOptions, signal: AbortSignal) {
  let wanted: { readonly paths: readonly string[]; readonly reason: string } | undefined
  let isTrying = false
  return async (paths: readonly string[], reason: string): Promise<void> => {
    wanted = { paths: [...new Set([...(wanted?.paths ?? []), ...paths])], reason }
    if (isTrying) return
    isTrying = true
    try {
      while (wanted) {
        const tried: NonNullable<typeof wanted> = wanted
        wanted = undefined
        const error = await trySettings(flags, { cwd, env: variables.given() }, signal)
        if (signal.aborted) return
        if (wanted) continue
        if (error) report({ event: 'restart-failed', paths: tried.paths, error })
        else {
          report({ event: 'restart', ...tried })
          await restart()
        }
      }
    } finally {
      isTrying = false
    }
  }
}

/** The one that watches the source, unless it only watches folders as a whole that are there. */
function watcherFor(watcher: Watcher): Watcher {
  return watcher.capabilities?.fileRoots ? watcher : nodeWatcher()
}
