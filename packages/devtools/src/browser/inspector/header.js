/** @import { State } from '../../protocol.ts' */
/** @import { Store } from './store.js' */
import { element, foreign } from '../shared/dom.js'
import { ask } from '../shared/server.js'
import { size } from './format.js'

/**
 * What the server does now, and the one thing that can be asked of it.
 *
 * @param {Store} store
 * @param {(generation: number) => void} onFailure the failed generation is asked for
 */
export function createHeader(store, onFailure) {
  const chip = element('span', { class: 'chip' })
  const version = element('span', { class: 'muted version' })
  const reload = element(
    'button',
    { class: 'primary', attributes: { type: 'button' }, onClick: () => void askReload() },
    'Reload',
  )
  // Who serves, and whether all is well: once it has been so for a second, for saves may follow fast.
  const voice = element('p', { class: 'hidden-text', attributes: { role: 'status' } })
  const banner = element('div', { class: 'banner' })
  const view = element('header', {}, element('h1', {}, 'Hotseat'), chip, version, reload, voice)

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let speaking

  async function askReload() {
    reload.disabled = true
    await ask('reload', { send: {} }).catch(() => {})
    reload.disabled = store.connection !== 'connected'
  }

  function render() {
    const { connection, state } = store
    const { kind, text } = connection === 'connected' && state ? standing(state) : disconnected[connection]
    chip.className = `chip ${kind}`
    chip.textContent = text
    clearTimeout(speaking)
    speaking = setTimeout(() => {
      if (voice.textContent !== text) voice.textContent = text
    }, 1000)
    version.textContent = state ? aboutServer(state) : ''
    reload.disabled = connection !== 'connected'
    document.title = `${text} – Hotseat`
    renderBanner(state)
  }

  /** @param {State | null} state */
  function renderBanner(state) {
    const failure = state?.failure
    banner.hidden = !failure
    if (!failure) return banner.replaceChildren()
    const { generation, answeredBy, code, message } = failure
    banner.replaceChildren(
      element('p', {}, element('b', {}, foreign(code)), ' ', foreign(message.split('\n', 1)[0] ?? '')),
      element(
        'p',
        { class: 'muted' },
        answeredBy === null
          ? `Generation ${generation} failed; nobody answers.`
          : `Answered by generation ${answeredBy}; generation ${generation} failed.`,
      ),
      element('button', { attributes: { type: 'button' }, onClick: () => onFailure(generation) }, 'Show'),
    )
  }

  store.on('connection', render)
  store.on('state', render)
  render()
  return { view, banner }
}

/** @type {Readonly<Record<Store['connection'], { readonly kind: string, readonly text: string }>>} */
const disconnected = {
  connecting: { kind: 'building', text: 'Connecting' },
  connected: { kind: 'building', text: 'Connecting' },
  lost: { kind: 'failed', text: 'The server is gone; trying again' },
  refused: { kind: 'failed', text: 'The server refuses this page' },
}

/** @param {State} state */
function aboutServer({ version, pageCost, isPaused }) {
  const cost = `pages carry ${size(pageCost.tag)} and load ${size(pageCost.files)}`
  return [version, cost, ...(isPaused ? ['paused: changes wait'] : [])].join(' · ')
}

/** @param {State} state */
function standing({ seat, generation, failure }) {
  if (seat === 'stopped') return { kind: 'failed', text: 'Stopped' }
  if (seat === 'starting') return { kind: 'building', text: 'Starting' }
  if (failure) return { kind: 'failed', text: `Generation ${failure.generation} failed` }
  return { kind: 'live', text: `Generation ${generation} is live` }
}
