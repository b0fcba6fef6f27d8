import type { Kind } from '../rule.ts'
import type { WatcherHarness } from './harness.ts'
import { end } from './rules/end.ts'
import { limits } from './rules/limits.ts'
import { masses } from './rules/masses.ts'
import { restraint } from './rules/restraint.ts'
import { roots } from './rules/roots.ts'
import { saves } from './rules/saves.ts'
import { start } from './rules/start.ts'
import { trees } from './rules/trees.ts'

/** The rules for watchers. They work on real files. */
export const watcherRules: Kind<WatcherHarness> = {
  name: 'watcher',
  title: 'A watcher',
  rules: [...start, ...saves, ...trees, ...roots, ...restraint, ...end, ...limits, ...masses],
  nameOf: ({ watcher }) => watcher.name,
  capabilitiesOf({ watcher }) {
    const { followsSymlinks, fileRoots, missingRoots, detectsOverflow } = watcher.capabilities
    return { followsSymlinks, fileRoots, missingRoots, detectsOverflow }
  },
}
