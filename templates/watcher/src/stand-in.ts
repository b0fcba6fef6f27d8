import { readdirSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface Look {
  /** Something that changes with the file, by path. */
  readonly files: Map<string, string>
  /** What may not be read, by path. */
  readonly unreadable: Map<string, unknown>
}

/** Stands for your library: looks at every file. Right on all trees, and too slow for large ones. */
export function look(roots: readonly string[], ignored: (path: string) => boolean): Look {
  const seen: Look = { files: new Map(), unreadable: new Map() }
  for (const root of roots) lookAt(root, ignored, [], seen)
  return seen
}

function lookAt(path: string, ignored: (path: string) => boolean, above: readonly string[], seen: Look) {
  if (ignored(path)) return
  try {
    const status = statSync(path, { bigint: true })
    if (status.isDirectory()) {
      const real = realpathSync(path)
      // A symbolic link may lead back.
      if (above.includes(real)) return
      for (const name of readdirSync(path)) lookAt(join(path, name), ignored, [...above, real], seen)
    } else seen.files.set(path, [status.dev, status.ino, status.size, status.mtimeNs, status.ctimeNs].join(' '))
  } catch (cause) {
    // Else it has gone in between, which the next look tells.
    if (cause instanceof Error && 'code' in cause && cause.code === 'EACCES') seen.unreadable.set(path, cause)
  }
}
