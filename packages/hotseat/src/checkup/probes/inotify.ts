import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { InotifyFact } from '../facts.ts'

/** Files and folders that are counted at most: by then any usual limit is passed. */
const countedAtMost = 1_000_000

/** The limits of inotify, and what the application needs of them. Undefined outside of Linux. */
export function inotifyFor(roots: readonly string[], ignored: (path: string) => boolean): InotifyFact | undefined {
  const limits = '/proc/sys/fs/inotify'
  if (!existsSync(limits)) return undefined
  const limit = (name: string): number => Number(readFileSync(join(limits, name), 'utf8'))
  return {
    maxWatches: limit('max_user_watches'),
    needed: count(roots, ignored),
    maxInstances: limit('max_user_instances'),
    usedInstances: instancesInUse(),
  }
}

function count(roots: readonly string[], ignored: (path: string) => boolean): number {
  const left = [...roots]
  let counted = 0
  for (let folder = left.pop(); folder !== undefined && counted < countedAtMost; folder = left.pop()) {
    counted += 1
    for (const entry of listed(folder)) {
      const path = join(folder, entry.name)
      if (ignored(path)) continue
      if (entry.isDirectory()) left.push(path)
      else counted += 1
    }
  }
  return counted
}

function listed(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    // Gone, or not to be read: nothing of it is watched either.
    return []
  }
}

/** Of this user's processes: those of others are not to be seen, and do not count. */
function instancesInUse(): number {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => descriptorsOf(pid))
    .filter((target) => target === 'anon_inode:inotify').length
}

/** What the descriptors of a process lead to. */
export function descriptorsOf(pid: string): string[] {
  const folder = `/proc/${pid}/fd`
  return listed(folder).flatMap(({ name }) => {
    try {
      return [readlinkSync(join(folder, name))]
    } catch {
      // Closed meanwhile.
      return []
    }
  })
}
