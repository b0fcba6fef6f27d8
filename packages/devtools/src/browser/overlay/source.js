/** @import { Frame } from '../../protocol.ts' */
import { element, foreign } from '../shared/dom.js'

/**
 * The lines around a place, with the one marked that it is in.
 *
 * @param {string} frame as core has it: `> 3 | text` and, below, `    |   ^`
 * @param {string} label what a reader of the screen hears of it
 */
export function sourceLines(frame, label) {
  const lines = frame.replace(/\n$/, '').split('\n')
  return element(
    'pre',
    { attributes: { tabindex: 0, role: 'region', 'aria-label': label } },
    element(
      'code',
      {},
      lines.map((line) => element('span', { class: `line ${kindOf(line)}` }, line === '' ? '' : foreign(line))),
    ),
  )
}

/** @param {string} line */
function kindOf(line) {
  if (/^>\s*\d+ \|/.test(line)) return 'marked'
  return /^\s*\|\s*\^+/.test(line) ? 'pointer' : ''
}

/**
 * Lines of a file as core writes those of a failure.
 *
 * @param {Frame} frame
 */
export function frameText({ first, lines, line, column }) {
  const width = String(first + lines.length - 1).length
  return lines
    .flatMap((text, index) => {
      const number = first + index
      const row = `${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${text}`
      // Tabs stay, so that the mark is below what it marks.
      const margin = text.slice(0, column - 1).replace(/[^\t]/g, ' ')
      return number === line ? [row, `  ${' '.repeat(width)} | ${margin}^`] : [row]
    })
    .join('\n')
}
