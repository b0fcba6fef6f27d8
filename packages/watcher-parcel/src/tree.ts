import { existsSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import {
  KnownTree,
  listTree,
  messageOf,
  ownDirectoryIdentity,
  type Listing,
  type RescanReason,
  type WatchedRoot,
  type WatchOptions,
  type WatchReports,
} from '@hotseat/core'
import type { BackendType, Event } from '@parcel/watcher'
import { onBurst, type Bursts } from './bursts.ts'
import { errors } from './errors.ts'
import { close, open, type Subscriber } from './subscriptions.ts'

/** Attempts to subscribe to a tree in which no directory comes or goes meanwhile. */
const attempts = 5

/** What @parcel/watcher says of ENOENT; it has no codes. */
const gone = /no such file or directory/i

/** One root, watched: a subscription, and what is known to be there. Paths are in the caller's spelling. */
export class Tree implements WatchedRoot {
  readonly #root: string
  readonly #known: KnownTree
  readonly #reports: WatchReports
  readonly #lost: (reason: RescanReason) => void
  readonly #backend: BackendType
  readonly #subscriber: Subscriber
  readonly #bursts: Bursts
  #real: string | undefined

  /** @param lost called when changes may go unseen until it is opened anew */
  constructor(
    root: string,
    target: WatchOptions,
    backend: BackendType,
    reports: WatchReports,
    lost: (reason: RescanReason) => void,
  ) {
    this.#root = root
    this.#known = new KnownTree(root, target, reports)
    this.#reports = reports
    this.#lost = lost
    this.#backend = backend
    this.#bursts = onBurst(() => lost('overflow'))
    this.#subscriber = {
      ignored: () => {
        const { ignored, unreadable } = this.#known.listing
        return [...ignored, ...unreadable.keys()].map((path) => this.#realOf(path))
      },
      heard: (error, events) => (error ? this.#failed(error) : this.#hear(events)),
      reopened: () => lost('new-tree'),
    }
  }

  get degraded(): boolean {
    return this.#known.degraded
  }

  get files(): ReadonlySet<string> {
    return this.#known.files
  }

  async open(signal: AbortSignal): Promise<void> {
    const identity = ownDirectoryIdentity(this.#root)
    try {
      await this.#subscribe(signal)
    } catch (cause) {
      await this.close()
      const isReplaced = identity !== ownDirectoryIdentity(this.#root)
      if (signal.aborted || (existsSync(this.#root) && !isReplaced)) throw cause
      // It went meanwhile: it is looked for, or there again.
      this.#known.listing = listTree('', () => true)
      if (isReplaced) this.#lost('root-replaced')
    }
    for (const [path, cause] of this.#known.listing.unreadable) this.#reports.notCovered(path, cause)
  }

  /**
   * Also when it is already. A directory that comes while @parcel/watcher walks the tree may be one that it will never
   * hear of: then once more.
   */
  async #subscribe(signal: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted()
      const before = this.#list()
      if (before.directories.size === 0) {
        if (before.unreadable.has(this.#root)) throw before.unreadable.get(this.#root)
        return await this.close()
      }
      const real = realpathSync(this.#root)
      if (real !== this.#real) await this.close()
      this.#real = real
      try {
        await open(real, this.#backend, this.#subscriber)
        if (isSame(before, this.#list())) return
      } catch (cause) {
        // Else a directory went while it was being subscribed to, maybe one that came only then.
        if (this.#list().directories.size === 0 || !gone.test(messageOf(cause))) throw cause
      }
      if (attempt === attempts) return this.#lost('new-tree')
    }
  }

  async close(): Promise<void> {
    if (this.#real !== undefined) await close(this.#real, this.#backend, this.#subscriber)
    this.#real = undefined
    this.#bursts[Symbol.dispose]()
  }

  #list(): Listing {
    if (isFile(this.#root)) throw errors.rootIsFile(this.#root)
    const listing = this.#known.look()
    // What was kept out stays out: it may come again.
    for (const path of this.#known.listing.ignored) listing.ignored.add(path)
    return (this.#known.listing = listing)
  }

  #failed(error: Error): void {
    this.#reports.failed(errors.interrupted(error), false)
    this.#lost('overflow')
  }

  #hear(events: readonly Event[]): void {
    this.#bursts.heard(events.length)
    for (const { path, type } of events) {
      const spelled = this.#spelledOf(path)
      if (spelled === this.#root) this.#lost('root-replaced')
      else if (spelled !== undefined) this.#change(spelled, type)
    }
  }

  #change(path: string, kind: Event['type']): void {
    const { directories, files, ignored } = this.#known.listing
    const identity = ownDirectoryIdentity(path)
    if (this.#known.isIgnored(path)) {
      // The system watches it already; opened anew, no longer.
      if (identity !== undefined && directories.has(dirname(path)) && !ignored.has(path)) this.#lost('new-tree')
      return
    }
    const isKnown = directories.get(path) === identity
    if (directories.has(path) && !isKnown) this.#known.drop(path)
    if (identity !== undefined) {
      // @parcel/watcher may be deaf in there.
      if (!isKnown) this.#lost('new-tree')
      return
    }
    if (kind === 'delete') files.delete(path)
    else files.add(path)
    this.#reports.change(path, kind)
  }

  #spelledOf(path: string): string | undefined {
    if (this.#real === undefined) return undefined
    const below = relative(this.#real, path)
    return below.startsWith('..') ? undefined : join(this.#root, below)
  }

  #realOf(path: string): string {
    return join(this.#real ?? this.#root, relative(this.#root, path))
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

function isSame({ directories: left }: Listing, { directories: right }: Listing): boolean {
  return left.size === right.size && [...left].every(([path, identity]) => right.get(path) === identity)
}
