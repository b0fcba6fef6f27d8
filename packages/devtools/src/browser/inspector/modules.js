/** @import { Modules } from '../../protocol.ts' */
/** @import { Store } from './store.js' */
/** @import { View } from './view.js' */
import { element, foreign, setAttributes } from '../shared/dom.js'
import { ask } from '../shared/server.js'
import { counted } from './format.js'
import { createGraphCanvas } from './graph-canvas.js'
import { around, graphOf, layered } from './graph.js'
import { moduleDetail } from './module-detail.js'
import { createCount, createSearch, matches } from './search.js'
import { emptyState } from './view.js'
import { createVirtualList } from './virtual-list.js'
import { moduleReason } from './words.js'

/**
 * The modules of the live generation: as a list, drawn, and one with its neighbours.
 *
 * @param {Store} store
 * @returns {View}
 */
export function createModules(store) {
  let graph = graphOf([])
  /** @type {number | null} of the generation that is shown */
  let generation = null
  /** By path, for it outlives its generation. @type {string | null} */
  let chosen = null
  /** @type {readonly string[]} */
  let words = []
  let isShown = false
  let isAround = false

  const list = createVirtualList({
    label: 'Modules',
    rowHeight: 30,
    keyOf: (/** @type {Modules['modules'][number]} */ { path }) => path,
    draw: ({ path, reason, because }, row) =>
      row.replaceChildren(
        element('span', {
          class: `dot ${reason === 'carried' ? '' : 'anew'}`,
          attributes: { title: moduleReason(reason, because), 'aria-hidden': true },
        }),
        element('span', { class: 'name' }, foreign(path)),
        element('span', { class: 'hidden-text' }, reason === 'carried' ? ' carried' : ' made anew'),
      ),
    onSelect: ({ path }) => choose(path),
  })
  const canvas = createGraphCanvas((index) => choose(index === null ? null : (graph.modules[index]?.path ?? null)))
  const detail = element('section', {
    class: 'module-detail',
    attributes: { 'aria-label': 'The chosen module', tabindex: 0 },
  })
  const search = createSearch('Search modules', (asked) => {
    words = asked
    render()
  })
  const count = createCount()
  const empty = emptyState('No modules', 'No generation is live, or its loader cannot list them.')
  const whole = tool('Whole graph', () => setAround(false))
  const neighbours = tool('Neighbours', () => setAround(true))
  const tools = element(
    'div',
    { class: 'tools', attributes: { role: 'group', 'aria-label': 'Drawing' } },
    whole,
    neighbours,
    tool('−', () => canvas.zoomBy(0.8), 'Zoom out'),
    tool('+', () => canvas.zoomBy(1.25), 'Zoom in'),
    tool('Fit', canvas.showAll, 'Fit: show all of it'),
  )
  const drawing = element('div', { class: 'drawing' }, canvas.view, tools)
  const panel = element(
    'div',
    { class: 'main modules' },
    element('div', { class: 'toolbar' }, search, count.view, legend()),
    empty,
    element('div', { class: 'beside' }, list.view, drawing, detail),
  )

  const indexOf = () => graph.modules.findIndex(({ path }) => path === chosen)

  /** @param {string | null} path */
  function choose(path) {
    chosen = path
    list.select(path, { reveal: true })
    if (isAround) draw()
    else if (path !== null && words.length === 0) canvas.goTo(indexOf())
    render()
  }

  /** @param {boolean} next */
  function setAround(next) {
    isAround = next
    draw()
    render()
  }

  function draw() {
    const index = indexOf()
    canvas.show(graph, isAround && index !== -1 ? around(graph, index) : new Map(layered(graph).entries()))
  }

  function render() {
    const index = indexOf()
    const hits =
      words.length === 0 ? null : new Set(graph.modules.flatMap(({ path }, at) => (matches(words, path) ? [at] : [])))
    const found = hits ? graph.modules.filter((_, at) => hits.has(at)) : graph.modules
    empty.hidden = graph.modules.length > 0
    panel.classList.toggle('none', graph.modules.length === 0)
    count.show(hits ? `${hits.size} of ${graph.modules.length}` : summary(), words)
    list.show(found)
    list.select(chosen)
    canvas.mark(index === -1 ? null : index, hits)
    detail.hidden = index === -1
    detail.replaceChildren(...moduleDetail(graph, index, (other) => choose(graph.modules[other]?.path ?? null)))
    setAttributes(whole, { 'aria-pressed': !isAround })
    setAttributes(neighbours, { 'aria-pressed': isAround, disabled: index === -1 })
  }

  function summary() {
    const anew = graph.modules.filter(({ reason }) => reason !== 'carried').length
    return `${counted(graph.modules.length, 'module')}, ${anew} made anew by generation ${generation ?? 'none'}`
  }

  async function refresh() {
    if (!isShown || store.state === null || store.state.generation === generation) return
    const wanted = store.state.generation
    /** @type {Modules} */
    const answer = await (await ask('modules')).json()
    if (store.state?.generation !== wanted) return
    generation = wanted
    graph = graphOf(answer.modules)
    if (indexOf() === -1) isAround = false
    draw()
    render()
  }

  store.on('state', () => void refresh().catch(() => {}))
  render()
  return {
    name: 'Modules',
    panel,
    search,
    onShow() {
      isShown = true
      void refresh().catch(() => {})
    },
    onHide() {
      isShown = false
    },
  }
}

function legend() {
  return element(
    'ul',
    { class: 'legend', attributes: { 'aria-label': 'Colours' } },
    element('li', {}, element('span', { class: 'dot anew', attributes: { 'aria-hidden': true } }), 'made anew'),
    element('li', {}, element('span', { class: 'dot', attributes: { 'aria-hidden': true } }), 'carried'),
  )
}

/**
 * @param {string} text
 * @param {() => void} onClick
 * @param {string} [label]
 */
function tool(text, onClick, label) {
  return element(
    'button',
    { attributes: { type: 'button', ...(label && { 'aria-label': label, title: label }) }, onClick },
    text,
  )
}
