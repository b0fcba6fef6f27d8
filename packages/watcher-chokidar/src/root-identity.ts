import { statSync } from 'node:fs'

/** Milliseconds between looks at the roots. */
const interval = 250

/**
 * Calls `replaced` when a root has become another directory than it was: it, or a directory above it, was renamed and
 * something else took its place. No event tells that. Until it is disposed; keeps no process alive.
 */
export function onRootReplaced(roots: readonly string[], replaced: () => void): Disposable {
  const known = new Map<string, string>()
  const look = () => {
    let found = false
    for (const root of roots) {
      const identity = identityOf(root)
      if (identity === undefined) continue
      found ||= known.has(root) && known.get(root) !== identity
      known.set(root, identity)
    }
    return found
  }
  look()
  const timer = setInterval(() => {
    if (look()) replaced()
  }, interval)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

/** Undefined for what is not there, and for files: every atomic save makes another of them. */
function identityOf(path: string): string | undefined {
  try {
    const stats = statSync(path, { bigint: true })
    return stats.isDirectory() ? `${stats.dev}:${stats.ino}` : undefined
  } catch {
    return undefined
  }
}
