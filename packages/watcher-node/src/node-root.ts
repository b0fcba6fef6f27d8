import { statSync } from 'node:fs'
import type { RescanReason, WatchedRoot, WatchOptions, WatchReports } from '@hotseat/core'
import { errors, type PollingReason } from './errors.ts'
import { NativeTree, SilentError } from './native-tree.ts'
import { PolledTree } from './polled-tree.ts'
import type { System } from './system.ts'

/** How a root may be watched. */
export interface Means {
  /** Without it everything is looked at. */
  readonly system?: System
  /** Milliseconds. */
  readonly interval: number
}

/** Where Node is told by the system of changes in a directory, and of the name of what changed. */
const telling: ReadonlySet<string> = new Set(['linux', 'darwin', 'win32'])

/** One root: watched where that can be relied on, else looked at. */
export class NodeRoot implements WatchedRoot {
  readonly #root: string
  readonly #target: WatchOptions
  readonly #means: Means
  readonly #reports: WatchReports
  readonly #lost: (reason: RescanReason) => void
  #tree: WatchedRoot | undefined

  constructor(
    root: string,
    target: WatchOptions,
    means: Means,
    reports: WatchReports,
    lost: (reason: RescanReason) => void,
  ) {
    this.#root = root
    this.#target = target
    this.#means = means
    this.#reports = reports
    this.#lost = lost
  }

  get degraded(): boolean {
    return this.#tree?.degraded ?? false
  }

  get files(): ReadonlySet<string> {
    return this.#tree?.files ?? new Set()
  }

  /** Also closes what was open. */
  async open(signal: AbortSignal): Promise<void> {
    await this.close()
    const { system, interval } = this.#means
    const reason = system && isDirectory(this.#root) ? await this.#watch(system, signal) : undefined
    if (this.#tree) return
    this.#tree = new PolledTree(this.#root, this.#target, this.#reports, interval)
    await this.#tree.open(signal)
    if (reason) this.#reports.failed(errors.polling(this.#root, interval, reason), false)
  }

  async close(): Promise<void> {
    await this.#tree?.close()
    this.#tree = undefined
  }

  /** Resolves to the reason for which that cannot be relied on. */
  async #watch(system: System, signal: AbortSignal): Promise<PollingReason | undefined> {
    if (!telling.has(system.platform)) return { kind: 'platform', platform: system.platform }
    const name = system.remoteFileSystem(this.#root)
    if (name !== undefined) return { kind: 'file-system', name }
    this.#tree = new NativeTree(this.#root, this.#target, system, this.#reports, this.#lost)
    try {
      await this.#tree.open(signal)
      return undefined
    } catch (cause) {
      await this.close()
      signal.throwIfAborted()
      // It went meanwhile, and is looked for.
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
      return cause instanceof SilentError ? { kind: 'silent' } : { kind: 'failed', cause }
    }
  }
}

/** A file is looked at, being one; so is what is not there, until it is a directory. */
function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
