/** @import { TimelineEntry } from '../../protocol.ts' */
import { element } from '../shared/dom.js'
import { states } from './words.js'

/** @param {TimelineEntry['state']} state */
export function stateChip(state) {
  return element('span', { class: `chip ${state}` }, states[state])
}
