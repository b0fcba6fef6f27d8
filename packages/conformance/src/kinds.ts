import { containerRules } from './container/kind.ts'
import { loaderRules } from './loader/kind.ts'
import { serverRules } from './server/kind.ts'
import { watcherRules } from './watcher/kind.ts'

/** Every kind of adapter that there are rules for. */
export const kinds = [containerRules, serverRules, watcherRules, loaderRules] as const
