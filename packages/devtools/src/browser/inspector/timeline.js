/** @import { TimelineEntry } from '../../protocol.ts' */
/** @import { Store } from './store.js' */
/** @import { View } from './view.js' */
import { element, foreign } from '../shared/dom.js'
import { stateChip } from './chip.js'
import { counted, duration } from './format.js'
import { createGeneration } from './generation.js'
import { phaseBar, phaseLegend, scaleOf } from './phases.js'
import { createCount, createSearch, matches } from './search.js'
import { emptyState } from './view.js'
import { createVirtualList } from './virtual-list.js'
import { buildReasons, states } from './words.js'

/**
 * The generations as they came, the newest first, and all about the one that is chosen.
 *
 * @param {Store} store
 * @returns {View & { select(generation: number): void }}
 */
export function createTimeline(store) {
  const detail = createGeneration()
  /** @type {readonly string[]} */
  let words = []
  let scale = 1
  /** @type {number | null} the newest, as long as none was chosen */
  let chosen = null

  const list = createVirtualList({
    label: 'Generations, the newest first',
    rowHeight: 44,
    keyOf: ({ generation }) => String(generation),
    draw: (/** @type {TimelineEntry} */ entry, row) => row.replaceChildren(...cells(entry, scale)),
    onSelect(entry) {
      chosen = entry.generation
      detail.show(entry)
    },
  })
  const search = createSearch('Search generations', (asked) => {
    words = asked
    render()
  })
  const count = createCount()
  const empty = emptyState('Nothing has been built yet', 'Each build appears here as it begins.')
  const panel = element(
    'div',
    { class: 'split' },
    element(
      'div',
      { class: 'main' },
      element('div', { class: 'toolbar' }, search, count.view, phaseLegend()),
      empty,
      list.view,
    ),
    detail.view,
  )

  function render() {
    const { timeline } = store
    const found = timeline.filter((entry) => matches(words, textOf(entry)))
    scale = scaleOf(found)
    empty.hidden = timeline.length > 0
    list.view.hidden = timeline.length === 0
    count.show(
      words.length > 0 ? `${found.length} of ${timeline.length}` : counted(timeline.length, 'generation'),
      words,
    )
    list.show(found)
    const shown = timeline.find(({ generation }) => generation === chosen) ?? timeline[0]
    list.select(shown ? String(shown.generation) : null)
    detail.show(shown)
  }

  store.on('timeline', render)
  render()
  return {
    name: 'Timeline',
    panel,
    search,
    select(generation) {
      chosen = generation
      render()
      list.select(String(generation), { reveal: true })
    },
  }
}

/** @param {TimelineEntry} entry */
function textOf({ generation, reason, state, files, failure }) {
  return [`#${generation}`, reason, states[state], ...files, failure?.code, failure?.message, failure?.at].join(' ')
}

/**
 * @param {TimelineEntry} entry
 * @param {number} scale
 */
function cells(entry, scale) {
  const { generation, state, total, instantiated, carried, disposalErrors } = entry
  return [
    element('span', { class: 'number' }, `#${generation}`),
    stateChip(state),
    element('span', { class: 'what' }, what(entry)),
    phaseBar(entry, scale),
    element('span', { class: 'total' }, total === null ? '' : duration(total)),
    element(
      'span',
      { class: 'anew' },
      instantiated + carried > 0 && `${instantiated} of ${instantiated + carried} anew `,
      disposalErrors.length > 0 && element('b', { class: 'bad' }, counted(disposalErrors.length, 'error')),
    ),
  ]
}

/** @param {TimelineEntry} entry */
function what({ reason, files, fileCount, failure }) {
  if (failure)
    return [
      element('b', { class: 'bad' }, foreign(failure.code)),
      ' ',
      foreign(failure.message.split('\n', 1)[0] ?? ''),
    ]
  const [first] = files
  if (first === undefined) return [buildReasons[reason]]
  return [foreign(first), fileCount > 1 ? ` and ${fileCount - 1} more` : '']
}
