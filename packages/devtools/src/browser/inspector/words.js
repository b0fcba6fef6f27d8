/** @import { ModuleReason, BuildReason } from '@hotseat/core' */
/** @import { TimelineEntry } from '../../protocol.ts' */

/** What the names of the protocol are called on the page. */

/** @type {Readonly<Record<BuildReason, string>>} */
export const buildReasons = {
  start: 'Start',
  change: 'A change',
  reload: 'Asked for',
  back: 'Back to earlier code',
}

/** @type {Readonly<Record<TimelineEntry['state'], string>>} */
export const states = {
  building: 'building',
  live: 'live',
  draining: 'draining',
  disposed: 'disposed',
  failed: 'failed',
  discarded: 'overtaken',
}

/**
 * Why a module's instance is the one it is.
 *
 * @param {ModuleReason} reason
 * @param {string | null} because
 */
export function moduleReason(reason, because) {
  if (reason === 'import')
    return because === null ? 'imports what was made anew' : `imports ${because}, which was made anew`
  return moduleReasons[reason]
}

/** @type {Readonly<Record<Exclude<ModuleReason, 'import'>, string>>} */
const moduleReasons = {
  carried: 'carried: neither it nor what it imports has changed',
  first: 'imported for the first time',
  changed: 'its source has changed',
  'resolved-anew': 'an import of it leads to another file now',
  'own-state': 'uses what each generation has of its own',
  anew: 'nothing is carried here',
}

/** In the order in which they pass. @type {readonly ('load' | 'create' | 'mount' | 'verify')[]} */
export const phaseNames = ['load', 'create', 'mount', 'verify']
