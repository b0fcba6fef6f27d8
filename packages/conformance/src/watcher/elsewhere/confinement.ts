import { spawnSync } from 'node:child_process'
import { Inability } from '../../inability.ts'

/** What a process has to do without. */
export type Confinement =
  | { readonly lacks: 'nothing' }
  /** It may not read what its owner has forbidden it to, not even as root. */
  | { readonly lacks: 'rights' }
  /** A user has no more of them than so many. */
  | { readonly lacks: 'inotify_watches' | 'inotify_instances'; readonly most: number }

/**
 * The words to put before a command, so that it runs confined.
 *
 * @throws {Inability} where this machine does not allow it
 */
export function confined(confinement: Confinement): readonly string[] {
  switch (confinement.lacks) {
    case 'nothing':
      return []
    case 'rights':
      return withoutRights()
    case 'inotify_watches':
    case 'inotify_instances':
      return withFew(confinement.lacks, confinement.most)
    default:
      return confinement satisfies never
  }
}

function withoutRights(): readonly string[] {
  if (process.platform === 'win32') throw new Inability('On Windows a mode makes no directory unreadable.')
  if (process.getuid?.() !== 0) return []
  // Root reads everything, but for a root without these two capabilities.
  const words = ['setpriv', '--bounding-set', '-dac_override,-dac_read_search']
  return tried(words, 'Root reads everything, and setpriv, which could keep it from that, does not work here.')
}

/** A namespace of users has limits of its own; not every system lets one be made. */
function withFew(limit: string, most: number): readonly string[] {
  if (process.platform !== 'linux') throw new Inability('Only Linux limits inotify.')
  const script = `echo ${most} > /proc/sys/user/max_${limit} && exec "$0" "$@"`
  return tried(['unshare', '-Ur', 'sh', '-c', script], `unshare, which could limit ${limit}, does not work here.`)
}

function tried([command = '', ...words]: readonly string[], reason: string): readonly string[] {
  if (spawnSync(command, [...words, 'true']).status !== 0) throw new Inability(reason)
  return [command, ...words]
}
