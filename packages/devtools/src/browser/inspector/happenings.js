/** @import { Happening } from '../../protocol.ts' */
/** @import { Store } from './store.js' */
/** @import { View } from './view.js' */
import { element, foreign } from '../shared/dom.js'
import { clock, counted } from './format.js'
import { createCount, createSearch, matches } from './search.js'
import { emptyState } from './view.js'
import { createVirtualList } from './virtual-list.js'

/**
 * What happens, as it happens, the newest first.
 *
 * @param {Store} store
 * @returns {View}
 */
export function createHappenings(store) {
  /** @type {readonly string[]} */
  let words = []
  const list = createVirtualList({
    label: 'Events, the newest first',
    rowHeight: 32,
    keyOf: ({ at, name }) => `${at} ${name}`,
    draw: (/** @type {Happening} */ { at, name, generation, text }, row) =>
      row.replaceChildren(
        element('time', { class: 'muted' }, clock(at)),
        element('span', { class: `event ${/fail/.test(name) ? 'bad' : ''}` }, foreign(name)),
        element('span', { class: 'number' }, generation === null ? '' : `#${generation}`),
        element('span', { class: 'text', attributes: { title: text } }, foreign(text)),
      ),
  })
  const search = createSearch('Search events', (asked) => {
    words = asked
    render()
  })
  const count = createCount()
  const empty = emptyState(
    'Nothing has happened since this page was opened',
    'Save a file: what comes of it is told here.',
  )
  const panel = element(
    'div',
    { class: 'main happenings' },
    element('div', { class: 'toolbar' }, search, count.view),
    empty,
    list.view,
  )

  function render() {
    const { happenings } = store
    const found = happenings.filter(({ name, generation, text }) => matches(words, `${name} #${generation} ${text}`))
    empty.hidden = happenings.length > 0
    list.view.hidden = happenings.length === 0
    count.show(
      words.length > 0 ? `${found.length} of ${happenings.length}` : counted(happenings.length, 'event'),
      words,
    )
    list.show(found)
  }

  store.on('happenings', render)
  render()
  return { name: 'Events', panel, search }
}
