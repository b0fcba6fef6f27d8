/** @import { Graph } from './graph.js' */
import { element, foreign } from '../shared/dom.js'
import { moduleReason } from './words.js'

/** As many neighbours as are listed by name. */
const most = 200

/**
 * A module, and its neighbours as buttons: the drawing in words.
 *
 * @param {Graph} graph
 * @param {number} index
 * @param {(index: number) => void} onChoose
 */
export function moduleDetail(graph, index, onChoose) {
  const module = graph.modules[index]
  if (!module) return []
  return [
    element('h2', {}, foreign(module.path)),
    element('p', { class: 'muted' }, foreign(moduleReason(module.reason, module.because))),
    neighbours('Imported by', graph.importers[index] ?? [], 'Nobody: it is where the application begins.'),
    neighbours('Imports', module.imports, 'None of the application’s own modules.'),
  ]

  /**
   * @param {string} title
   * @param {readonly number[]} indices
   * @param {string} none
   */
  function neighbours(title, indices, none) {
    return element(
      'section',
      {},
      element('h3', {}, `${title} (${indices.length})`),
      indices.length === 0 && element('p', { class: 'muted' }, none),
      element(
        'ul',
        { class: 'files' },
        indices
          .slice(0, most)
          .map((other) =>
            element(
              'li',
              {},
              element(
                'button',
                { class: 'link', attributes: { type: 'button' }, onClick: () => onChoose(other) },
                foreign(graph.modules[other]?.path ?? ''),
              ),
            ),
          ),
      ),
      indices.length > most && element('p', { class: 'muted' }, `and ${indices.length - most} more`),
    )
  }
}
