/** @import { ContainerView } from '../../protocol.ts' */
/** @import { Store } from './store.js' */
/** @import { View } from './view.js' */
import { element, foreign } from '../shared/dom.js'
import { ask } from '../shared/server.js'
import { counted } from './format.js'
import { createCount, createSearch, matches } from './search.js'
import { emptyState, polling } from './view.js'
import { createVirtualList } from './virtual-list.js'

/**
 * What the container of the live generation knows, by name, and what it has made of it.
 *
 * @param {Store} store
 * @returns {View}
 */
export function createContainer(store) {
  /** @type {ContainerView['registrations']} */
  let registrations = []
  /** @type {readonly string[]} */
  let words = []
  const list = createVirtualList({
    label: 'Registrations',
    rowHeight: 34,
    keyOf: ({ name }) => name,
    draw: (/** @type {ContainerView['registrations'][number]} */ { name, lifetime, resolved }, row) =>
      row.replaceChildren(
        element('span', { class: 'name' }, foreign(name)),
        element('span', { class: 'lifetime' }, foreign(lifetime)),
        resolvedMark(resolved, lifetime),
      ),
  })
  const search = createSearch('Search registrations', (asked) => {
    words = asked
    render()
  })
  const count = createCount()
  const empty = emptyState('No registrations', 'No generation is live, its container has none, or cannot list them.')
  const panel = element(
    'div',
    { class: 'main container' },
    element('div', { class: 'toolbar' }, search, count.view),
    empty,
    list.view,
  )

  function render() {
    const found = registrations.filter(({ name, lifetime }) => matches(words, `${name} ${lifetime}`))
    const made = registrations.filter(({ resolved }) => resolved === true).length
    empty.hidden = registrations.length > 0
    list.view.hidden = registrations.length === 0
    count.show(
      words.length > 0
        ? `${found.length} of ${registrations.length}`
        : `${counted(registrations.length, 'registration')}, ${made} resolved`,
      words,
    )
    list.show(found)
  }

  const poll = polling(async () => {
    const response = await ask('container')
    /** @type {ContainerView} */
    const container = await response.json()
    registrations = container.registrations
    render()
  }, 2000)
  store.on('state', () => poll.now())
  render()
  return { name: 'Container', panel, search, onShow: () => poll.start(), onHide: () => poll.stop() }
}

/**
 * @param {boolean | null} resolved
 * @param {string} lifetime
 */
function resolvedMark(resolved, lifetime) {
  // A value is there as it was given; what is made for each that asks is nowhere.
  if (resolved === null)
    return element('span', { class: 'resolved muted' }, lifetime === 'value' ? 'given' : 'not kept')
  return resolved
    ? element('span', { class: 'resolved yes' }, '✓ resolved')
    : element('span', { class: 'resolved muted' }, 'not yet')
}
