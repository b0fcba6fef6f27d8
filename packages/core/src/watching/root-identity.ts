import { directoryIdentity } from './listing.ts'

/** Milliseconds between looks at the roots. */
const interval = 250

export interface RootReplacedOptions {
  /** Also calls it when a root goes, and when one comes. Default: false. */
  readonly comeAndGone?: boolean
}

/**
 * Calls `replaced` when a root has become another directory than it was: it, or a directory above it, was renamed and
 * something else took its place. No event tells that. Until it is disposed; keeps no process alive.
 */
export function onRootReplaced(
  roots: readonly string[],
  replaced: () => void,
  { comeAndGone = false }: RootReplacedOptions = {},
): Disposable {
  const known = new Map<string, string | undefined>()
  const look = () => {
    let found = false
    for (const root of roots) {
      const identity = directoryIdentity(root)
      if (identity === undefined && !comeAndGone) continue
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
