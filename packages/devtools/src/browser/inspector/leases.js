/** @import { Leases } from '../../protocol.ts' */
/** @import { Store } from './store.js' */
/** @import { View } from './view.js' */
import { element, foreign } from '../shared/dom.js'
import { ask } from '../shared/server.js'
import { counted, duration } from './format.js'
import { emptyState, polling } from './view.js'

/** More of one generation would be read by nobody. */
const most = 100

/**
 * Which generations are held, and by whom.
 *
 * @param {Store} store
 * @returns {View}
 */
export function createLeases(store) {
  const panel = element('div', {
    class: 'main scroll',
    attributes: { tabindex: 0, role: 'region', 'aria-label': 'Leases' },
  })
  const poll = polling(async () => {
    const response = await ask('leases')
    /** @type {Leases} */
    const { generations } = await response.json()
    panel.replaceChildren(...(generations.length > 0 ? generations.map(held) : [none()]))
  }, 1000)
  store.on('timeline', () => poll.now())
  panel.append(none())
  return { name: 'Leases', panel, onShow: () => poll.start(), onHide: () => poll.stop() }
}

function none() {
  return emptyState('No generation is held', 'The first good build takes the seat.')
}

/** @param {Leases['generations'][number]} generation */
function held({ generation, state, age, leases }) {
  return element(
    'section',
    { class: 'card' },
    element('h2', {}, `Generation ${generation} `, element('span', { class: `chip ${state}` }, state)),
    element('p', { class: 'muted' }, `${held.words[state]} ${duration(age)} old.`),
    leases.length === 0
      ? element('p', {}, 'Nobody holds it.')
      : element(
          'table',
          {},
          element('caption', {}, counted(leases.length, 'lease')),
          element(
            'thead',
            {},
            element(
              'tr',
              {},
              ...['Route', 'Age', 'State'].map((title) => element('th', { attributes: { scope: 'col' } }, title)),
            ),
          ),
          element('tbody', {}, leases.slice(0, most).map(leaseRow)),
        ),
    leases.length > most && element('p', { class: 'muted' }, `and ${counted(leases.length - most, 'more lease')}`),
  )
}

held.words = {
  live: 'It answers new requests.',
  draining: 'It was replaced, and waits for those below.',
  disposing: 'It is being disposed.',
}

/** @param {Leases['generations'][number]['leases'][number]} lease */
function leaseRow({ route, age, released }) {
  return element(
    'tr',
    {},
    element(
      'td',
      { class: 'name' },
      route === null ? element('span', { class: 'muted' }, 'not a request') : foreign(route),
    ),
    element('td', {}, duration(age)),
    element('td', {}, released ? 'answered, not settled' : 'in flight'),
  )
}
