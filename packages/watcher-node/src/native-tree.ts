import { lstatSync, type FSWatcher } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises'
import {
  countEvent,
  KnownTree,
  ownDirectoryIdentity,
  type RescanReason,
  type WatchedRoot,
  type WatchOptions,
  type WatchReports,
} from '@hotseat/core'
import type { System } from './system.ts'

/** Milliseconds in which an event has to come of what is done to the root. */
const patience = 500

/** Thrown by `open` where events do not come. */
export class SilentError extends Error {}

/**
 * Watches with `fs.watch`: recursively where the system does that itself, else every directory on its own. What Node
 * has made of it for Linux misses atomic saves before Node 26.9.0, and throws where nothing can catch it.
 */
export class NativeTree implements WatchedRoot {
  readonly #known: KnownTree
  readonly #reports: WatchReports
  readonly #lost: (reason: RescanReason) => void
  readonly #system: System
  readonly #recursive: boolean
  readonly #watchers = new Map<string, FSWatcher>()
  #heard = false

  /** @param lost called when changes may go unseen until it is opened anew */
  constructor(
    root: string,
    target: WatchOptions,
    system: System,
    reports: WatchReports,
    lost: (reason: RescanReason) => void,
  ) {
    this.#known = new KnownTree(root, target, reports)
    this.#reports = reports
    this.#lost = lost
    this.#system = system
    this.#recursive = system.platform !== 'linux'
  }

  get degraded(): boolean {
    return this.#known.degraded
  }

  get files(): ReadonlySet<string> {
    return this.#known.files
  }

  async open(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const { root } = this.#known
    this.#add(root, false)
    // A file system of the system's own tells; the others have been asked for before.
    if (this.#recursive || !this.#system.touch(root)) return
    const end = performance.now() + patience
    while (!this.#heard) {
      if (performance.now() > end) throw new SilentError()
      await pause(1, undefined, { signal })
      // After the process was busy timers are due before events: the one that has come is to be read first.
      await turn()
    }
  }

  async close(): Promise<void> {
    for (const watcher of this.#watchers.values()) watcher.close()
    this.#watchers.clear()
  }

  /** Takes in what is in a directory that was not known. Each is watched before it is read: nothing falls between. */
  #add(directory: string, isNew: boolean): void {
    const { root, listing } = this.#known
    const found = this.#known.look(directory, (path) => {
      if (path === root || !this.#recursive) this.#watch(path)
    })
    const { directories, files, unreadable } = listing
    for (const [path, identity] of found.directories) directories.set(path, identity)
    for (const [path, cause] of found.unreadable) {
      if (path === root || isLimit(cause)) throw cause
      unreadable.set(path, cause)
      this.#reports.notCovered(path, cause)
    }
    for (const path of found.files) {
      files.add(path)
      if (isNew) this.#reports.change(path, 'create')
    }
  }

  #hear(path: string): void {
    if (this.#known.isIgnored(path)) return
    const { directories, files } = this.#known.listing
    const identity = ownDirectoryIdentity(path)
    if (directories.has(path) && directories.get(path) !== identity) this.#drop(path)
    if (identity === undefined) this.#hearOfFile(path, files)
    else if (!directories.has(path)) this.#addLater(path)
  }

  #hearOfFile(path: string, files: Set<string>): void {
    if (lstatSync(path, { throwIfNoEntry: false })) {
      this.#reports.change(path, files.has(path) ? 'update' : 'create')
      files.add(path)
    } else if (files.delete(path)) {
      this.#reports.change(path, 'delete')
    }
  }

  #addLater(directory: string): void {
    try {
      this.#add(directory, true)
    } catch {
      // Opened anew it fails again, and is looked at instead.
      this.#lost('overflow')
    }
  }

  /** Takes out a directory that has gone, or that another has taken the place of. */
  #drop(directory: string): void {
    for (const path of this.#known.drop(directory)) {
      this.#watchers.get(path)?.close()
      this.#watchers.delete(path)
    }
  }

  #watch(directory: string): void {
    const heard = (name: string | null) => {
      countEvent()
      this.#heard = true
      if (name === null) this.#lost('overflow')
      else if (this.#watchers.get(directory) === watcher) this.#hear(join(directory, name))
    }
    const watcher: FSWatcher = this.#system.watch(directory, this.#recursive, heard)
    watcher.on('error', (cause) => {
      // Windows says so when the directory has gone.
      if (ownDirectoryIdentity(directory) === undefined) return
      this.#reports.notCovered(directory, cause)
      this.#lost('overflow')
    })
    this.#watchers.get(directory)?.close()
    this.#watchers.set(directory, watcher)
  }
}

/** Out of inotify watches, instances or files. */
function isLimit(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && ['ENOSPC', 'EMFILE', 'ENFILE'].includes(String(cause.code))
}
