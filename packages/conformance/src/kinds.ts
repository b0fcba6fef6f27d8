import { containerRules } from './container/kind.ts'
import { serverRules } from './server/kind.ts'

/** Every kind of adapter that there are rules for. */
export const kinds = [containerRules, serverRules] as const
