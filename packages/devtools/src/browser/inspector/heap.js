/** @import { Store } from './store.js' */
/** @import { Reading } from './heap-chart.js' */
/** @import { View } from './view.js' */
import { element, setAttributes } from '../shared/dom.js'
import { size } from './format.js'
import { heapChart } from './heap-chart.js'
import { emptyState } from './view.js'

/**
 * Bytes in use after each generation: as a chart, in words, and generation by generation with a slider.
 *
 * @param {Store} store
 * @returns {View}
 */
export function createHeap(store) {
  const summary = element('p', { class: 'summary' })
  const place = element('div', { class: 'chart-place' })
  const slider = element('input', {
    attributes: { type: 'range', min: 0, step: 1, 'aria-label': 'Generation to read' },
  })
  const reading = element('p', { class: 'reading' })
  const content = element(
    'div',
    { class: 'card' },
    element('h2', {}, 'Heap after each generation'),
    summary,
    place,
    slider,
    reading,
  )
  const empty = emptyState(
    'Nothing to compare yet',
    'The heap is measured when a generation has taken the seat and the one before is disposed. Two figures make a chart.',
  )
  const panel = element(
    'div',
    { class: 'main scroll', attributes: { tabindex: 0, role: 'region', 'aria-label': 'Heap' } },
    empty,
    content,
  )
  /** @type {readonly Reading[]} */
  let readings = []
  /** The newest, as long as none was chosen. @type {number | null} */
  let chosen = null
  /** @type {ReturnType<typeof heapChart> | undefined} */
  let chart
  let isShown = false

  /** @param {Reading | undefined} shown */
  function read(shown) {
    if (!shown) return
    const text = `Generation ${shown.generation}: ${size(shown.heap)}`
    chart?.point(shown)
    slider.value = String(readings.indexOf(shown))
    setAttributes(slider, { 'aria-valuetext': text })
    reading.textContent = text
  }

  function render() {
    if (!isShown) return
    readings = store.timeline
      .flatMap(({ generation, heap }) => (heap === null ? [] : [{ generation, heap }]))
      .toReversed()
    empty.hidden = readings.length > 1
    content.hidden = readings.length < 2
    if (readings.length < 2) return
    summary.textContent = inWords(readings)
    chart = heapChart(readings, inWords(readings))
    place.replaceChildren(chart.svg)
    slider.max = String(readings.length - 1)
    read(readings.find(({ generation }) => generation === chosen) ?? readings.at(-1))
  }

  /** @param {Reading | undefined} wanted */
  function choose(wanted) {
    chosen = wanted === readings.at(-1) ? null : (wanted?.generation ?? null)
    read(wanted)
  }

  slider.addEventListener('input', () => choose(readings[Number(slider.value)]))
  place.addEventListener('pointermove', ({ clientX }) => choose(chart?.at(clientX)))
  store.on('timeline', render)
  empty.hidden = false
  content.hidden = true
  return {
    name: 'Heap',
    panel,
    onShow() {
      isShown = true
      render()
    },
    onHide() {
      isShown = false
    },
  }
}

/**
 * @param {readonly Reading[]} readings
 * @returns {string} what the chart shows
 */
function inWords(readings) {
  const heaps = readings.map(({ heap }) => heap)
  const [least, highest] = [Math.min(...heaps), Math.max(...heaps)]
  return `${size(heaps.at(-1) ?? 0)} now, ${size(least)} at least, ${size(highest)} at most. ${trend(readings, highest - least)}`
}

/**
 * What garbage collection makes of the heap goes up and down; what grows with each generation stands out of it.
 *
 * @param {readonly Reading[]} readings
 * @param {number} spread bytes
 */
function trend(readings, spread) {
  const slope = slopeOf(readings)
  if (Math.abs(slope) * readings.length < Math.max(spread / 2, 1e6))
    return 'It goes up and down, and stays where it is.'
  return `It ${slope > 0 ? 'grows' : 'shrinks'} by ${size(Math.abs(slope))} with each generation.`
}

/** Least squares, in bytes for each generation. @param {readonly Reading[]} readings */
function slopeOf(readings) {
  const count = readings.length
  const meanX = readings.reduce((sum, { generation }) => sum + generation, 0) / count
  const meanY = readings.reduce((sum, { heap }) => sum + heap, 0) / count
  const above = readings.reduce((sum, { generation, heap }) => sum + (generation - meanX) * (heap - meanY), 0)
  const below = readings.reduce((sum, { generation }) => sum + (generation - meanX) ** 2, 0)
  return below === 0 ? 0 : above / below
}
