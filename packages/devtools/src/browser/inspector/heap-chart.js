/** The heap over the generations, as a drawing. */

import { size } from './format.js'

/** @typedef {{ readonly generation: number, readonly heap: number }} Reading */

const drawing = 'http://www.w3.org/2000/svg'
const width = 900
const height = 300
const margin = { left: 70, right: 16, top: 12, bottom: 28 }

/**
 * @param {string} name
 * @param {Readonly<Record<string, string | number>>} attributes
 * @param {string} [text]
 */
function shape(name, attributes, text) {
  const made = document.createElementNS(drawing, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value))
  if (text !== undefined) made.textContent = text
  return made
}

/**
 * @param {readonly Reading[]} readings by generation, two at least
 * @param {string} label what it shows, in words
 */
export function heapChart(readings, label) {
  const first = readings[0]?.generation ?? 0
  const span = Math.max((readings.at(-1)?.generation ?? 0) - first, 1)
  const step = stepFor(Math.max(...readings.map(({ heap }) => heap)))
  const top = Math.ceil(Math.max(...readings.map(({ heap }) => heap)) / step) * step
  /** @param {Reading} reading */
  const x = ({ generation }) => margin.left + ((generation - first) / span) * (width - margin.left - margin.right)
  /** @param {number} bytes */
  const y = (bytes) => margin.top + (1 - bytes / top) * (height - margin.top - margin.bottom)

  const svg = shape('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label, class: 'chart' })
  for (let bytes = 0; bytes <= top; bytes += step) {
    svg.append(
      shape('line', { x1: margin.left, x2: width - margin.right, y1: y(bytes), y2: y(bytes), class: 'grid' }),
      shape('text', { x: margin.left - 8, y: y(bytes) + 4, 'text-anchor': 'end' }, size(bytes)),
    )
  }
  svg.append(
    shape('text', { x: margin.left, y: height - 6 }, `#${first}`),
    shape('text', { x: width - margin.right, y: height - 6, 'text-anchor': 'end' }, `#${first + span}`),
  )
  const points = readings.map((reading) => `${x(reading).toFixed(1)},${y(reading.heap).toFixed(1)}`)
  svg.append(
    shape('path', {
      d: `M${margin.left},${y(0)} L${points.join(' L')} L${width - margin.right},${y(0)} Z`,
      class: 'area',
    }),
    shape('polyline', { points: points.join(' '), class: 'curve' }),
  )
  if (readings.length <= 60) {
    for (const reading of readings)
      svg.append(shape('circle', { cx: x(reading), cy: y(reading.heap), r: 3, class: 'dot' }))
  }
  const guide = shape('line', { y1: margin.top, y2: height - margin.bottom, class: 'guide' })
  const mark = shape('circle', { r: 5, class: 'mark' })
  svg.append(guide, mark)

  return {
    svg,
    /** @param {Reading} reading */
    point(reading) {
      guide.setAttribute('x1', String(x(reading)))
      guide.setAttribute('x2', String(x(reading)))
      mark.setAttribute('cx', String(x(reading)))
      mark.setAttribute('cy', String(y(reading.heap)))
    },
    /** @param {number} clientX @returns {Reading | undefined} the nearest */
    at(clientX) {
      const { left, width: shown } = svg.getBoundingClientRect()
      const wanted = ((clientX - left) / shown) * width
      return readings.reduce((best, each) => (Math.abs(x(each) - wanted) < Math.abs(x(best) - wanted) ? each : best))
    },
  }
}

/** @param {number} highest @returns {number} bytes between two lines: 1, 2 or 5 of something, for four lines or so */
function stepFor(highest) {
  const rough = Math.max(highest, 1) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough) ?? power
}
