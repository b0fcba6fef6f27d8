import { containerRules } from './container/kind.ts'

/** Every kind of adapter that there are rules for. */
export const kinds = [containerRules] as const
