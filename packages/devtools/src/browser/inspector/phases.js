/** @import { TimelineEntry } from '../../protocol.ts' */
import { element } from '../shared/dom.js'
import { duration } from './format.js'
import { phaseNames } from './words.js'

/** @typedef {{ readonly name: string, readonly milliseconds: number }} Part */

/**
 * What the time of a build went to. What is left of the total was spent waiting: for quiet, or for a build before it.
 *
 * @param {Pick<TimelineEntry, 'phases' | 'total'>} entry
 * @returns {readonly Part[]}
 */
export function partsOf({ phases, total }) {
  const parts = phaseNames.flatMap((name) => {
    const milliseconds = phases[name]
    return milliseconds === undefined ? [] : [{ name, milliseconds }]
  })
  const rest = total === null ? 0 : total - sum(parts)
  return rest > 0 ? [{ name: 'quiet', milliseconds: rest }, ...parts] : parts
}

/** @param {readonly Part[]} parts */
function sum(parts) {
  return parts.reduce((all, { milliseconds }) => all + milliseconds, 0)
}

/**
 * How long the longest bar is to be, so that one slow build does not make all others invisible: as long as 95 of 100 are.
 *
 * @param {readonly TimelineEntry[]} entries
 */
export function scaleOf(entries) {
  const totals = entries.map((entry) => sum(partsOf(entry))).sort((a, b) => a - b)
  return Math.max(totals[Math.floor((totals.length - 1) * 0.95)] ?? 0, 1)
}

/**
 * @param {TimelineEntry} entry
 * @param {number} scale milliseconds
 */
export function phaseBar(entry, scale) {
  const parts = partsOf(entry)
  const whole = Math.max(scale, sum(parts))
  const bar = element('span', { class: 'bar', attributes: { 'aria-hidden': 'true' } })
  for (const { name, milliseconds } of parts) {
    const part = element('span', {
      class: `part ${name}`,
      attributes: { title: `${labelOf(name)} ${duration(milliseconds)}` },
    })
    part.style.width = `${(milliseconds / whole) * 100}%`
    bar.append(part)
  }
  return bar
}

export function phaseLegend() {
  return element(
    'ul',
    { class: 'legend', attributes: { 'aria-label': 'Phases' } },
    ['quiet', ...phaseNames].map((name) =>
      element(
        'li',
        {},
        element('span', { class: `part ${name}`, attributes: { 'aria-hidden': 'true' } }),
        labelOf(name),
      ),
    ),
  )
}

/** @param {string} name */
export function labelOf(name) {
  return name === 'quiet' ? 'wait for quiet' : name
}
