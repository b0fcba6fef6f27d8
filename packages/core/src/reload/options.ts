import type { Capture } from '../ports/capture.ts'
import type { ContainerFactory } from '../ports/container-factory.ts'
import type { ModuleLoader } from '../ports/module-loader.ts'
import type { ServerBinding } from '../ports/server-binding.ts'
import type { Watcher } from '../ports/watcher.ts'

/** The adapters and settings of a reloader. All times are milliseconds. */
export interface ReloaderOptions<Api, Builder = Api, App = unknown> {
  /** Path of the application's entry, absolute or relative to the working directory. */
  readonly entry: string
  /** Directories to watch; what is read outside of them is watched from then on. Default: the folder of the entry. */
  readonly roots?: readonly string[]
  /** Paths to keep out of the watch. Default: `node_modules`, `.git` and what else {@link ignoredByDefault} names. */
  readonly ignored?: (path: string) => boolean
  readonly watcher: Watcher
  readonly loader: ModuleLoader
  readonly container: ContainerFactory<Api, Builder>
  /** Without it the entry needs no `createApp`: the server is the caller's own, and asks for leases. */
  readonly server?: ServerBinding<App> | undefined
  /** Runs entries that open their port themselves. Without it an entry has to export `createApp`. */
  readonly capture?: Capture | undefined
  /**
   * A number is a fixed trailing debounce: nothing is built before so many milliseconds of quiet. Default: adaptive; a
   * build starts with the first change, and its swap waits for `lone` milliseconds of quiet (10), or `wide` (100) once
   * a second change comes, at most `max` (1,000).
   */
  readonly debounce?: number | { readonly lone?: number; readonly wide?: number; readonly max?: number }
  /** How long a retired generation waits for its leases before they are cut off. Default 10,000. */
  readonly drainTimeout?: number
  /** How long a generation may take to dispose. Default 10,000. */
  readonly disposeTimeout?: number
  /** How long a build may take. Default 30,000. */
  readonly buildTimeout?: number
  /** Retired generations that may wait for their leases at once; beyond it the oldest is cut off. Default 5. */
  readonly maxRetired?: number
  /** Builds that may be discarded in a row because newer changes overtook them. Default 3. */
  readonly maxDiscards?: number
}

/** Whether a path is kept out of the watch unless the options say otherwise. */
export function ignoredByDefault(path: string): boolean {
  return /[/\\](?:node_modules|\.git|\.hg|\.svn|\.turbo|\.cache|coverage)(?:[/\\]|$)/.test(path)
}
