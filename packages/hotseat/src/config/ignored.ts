import { isAbsolute, matchesGlob, relative, sep } from 'node:path'
import type { HotseatConfig } from './config.ts'

export interface IgnoreOptions {
  /** Absolute paths of all that is watched. */
  readonly roots: readonly string[]
  /** Absolute path; never ignored, nor are the folders that it lies in. */
  readonly entry: string
  /** Absolute paths of where compilers write. */
  readonly outputs: readonly string[]
  /** What the config adds. */
  readonly ignore?: HotseatConfig['ignore']
}

/** What else is written by tools rather than by hand, directly in a root. */
const outputNames = ['dist', 'build', 'coverage']

/** What a running application writes: logs, and databases with their journals. Read as source they never are. */
const written = /\.(?:log|pid|sqlite3?|db)(?:-(?:journal|wal|shm))?$/

/**
 * Which paths are not watched: below its root, any name that starts with a dot or is `node_modules`; output folders
 * directly in the root; what tsconfig writes to; logs and databases; what the config says. A root itself is always watched.
 */
export function ignoring({ roots, entry, outputs, ignore }: IgnoreOptions): (path: string) => boolean {
  const globs = typeof ignore === 'function' ? [] : (ignore ?? []).map((glob) => glob.replace(/\/$/, ''))
  const innermostFirst = roots.toSorted((a, b) => b.length - a.length)

  return (path) => {
    if (isWithin(entry, path)) return false
    const root = innermostFirst.find((candidate) => isWithin(path, candidate))
    if (root === undefined || root === path) return false
    const names = relative(root, path).split(sep)
    if (names.some((name) => name === 'node_modules' || name.startsWith('.')) || written.test(path)) return true
    const output = outputNames.some((name) => name === names[0] && !isWithin(entry, root + sep + name))
    if (output || outputs.some((folder) => isWithin(path, folder) && !isWithin(entry, folder))) return true
    if (typeof ignore === 'function') return ignore(path)
    const within = names.map((_, index) => names.slice(0, index + 1).join('/'))
    return globs.some((glob) => (glob.includes('/') ? within : names).some((text) => matchesGlob(text, glob)))
  }
}

/** True for `folder` itself and all below it. */
function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
