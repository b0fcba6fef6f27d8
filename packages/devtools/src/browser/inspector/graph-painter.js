/** @import { Camera, Size } from './camera.js' */
/** @import { Graph, Point } from './graph.js' */
import { cell } from './graph.js'

/**
 * What is to be painted.
 *
 * @typedef {object} Scene
 * @property {Graph} graph
 * @property {ReadonlyMap<number, Point>} points of what is in the drawing
 * @property {Camera} camera
 * @property {Size} size in CSS pixels
 * @property {number | null} chosen
 * @property {ReadonlySet<number> | null} found by a search; null: none is on
 * @property {boolean} isMoving lines that are many wait until it stands still
 */

/** As many lines as are painted while the drawing moves. */
const linesInMotion = 1500
/** Below this scale no name fits into its box. */
const legible = 0.42
/** Pixels, on the screen. */
const smallest = 9

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {(name: string) => string} colour by the name of a custom property
 */
export function paint(context, scene, colour) {
  const { camera, size, points } = scene
  context.clearRect(0, 0, size.width, size.height)
  context.save()
  context.translate(size.width / 2, size.height / 2)
  context.scale(camera.scale, camera.scale)
  context.translate(-camera.x, -camera.y)
  const seen = inSight(points, camera, size)
  paintLines(context, scene, colour)
  paintBoxes(context, scene, seen, colour)
  context.restore()
}

/**
 * @param {ReadonlyMap<number, Point>} points
 * @param {Camera} camera
 * @param {Size} size
 */
function inSight(points, camera, size) {
  const halfWidth = size.width / 2 / camera.scale + cell.width / 2
  const halfHeight = size.height / 2 / camera.scale + cell.height / 2
  return [...points].filter(([, { x, y }]) => Math.abs(x - camera.x) < halfWidth && Math.abs(y - camera.y) < halfHeight)
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {(name: string) => string} colour
 */
function paintLines(context, { graph, points, camera, chosen, isMoving }, colour) {
  const count = graph.modules.reduce((sum, { imports }) => sum + imports.length, 0)
  context.lineWidth = Math.max(1, 0.75 / camera.scale)
  if (!isMoving || count <= linesInMotion) {
    context.strokeStyle = colour('--quiet')
    context.globalAlpha = chosen === null ? Math.min(1, 400 / count + 0.25) : 0.2
    context.beginPath()
    for (const [from] of points) for (const to of graph.modules[from]?.imports ?? []) line(context, points, from, to)
    context.stroke()
  }
  if (chosen === null) return
  context.globalAlpha = 1
  context.lineWidth = Math.max(1.5, 1.25 / camera.scale)
  context.strokeStyle = colour('--load')
  context.beginPath()
  for (const to of graph.modules[chosen]?.imports ?? []) line(context, points, chosen, to)
  context.stroke()
  context.strokeStyle = colour('--accent')
  context.beginPath()
  for (const from of graph.importers[chosen] ?? []) line(context, points, from, chosen)
  context.stroke()
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {ReadonlyMap<number, Point>} points
 * @param {number} from
 * @param {number} to
 */
function line(context, points, from, to) {
  const start = points.get(from)
  const end = points.get(to)
  if (!start || !end) return
  const x = start.x + cell.boxWidth / 2
  const far = end.x - cell.boxWidth / 2
  const bend = Math.max(20, Math.abs(far - x) / 2)
  context.moveTo(x, start.y)
  context.bezierCurveTo(x + bend, start.y, far - bend, end.y, far, end.y)
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 * @param {readonly (readonly [number, Point])[]} seen
 * @param {(name: string) => string} colour
 */
function paintBoxes(context, { graph, camera, chosen, found }, seen, colour) {
  const near = neighbours(graph, chosen)
  const isLegible = camera.scale >= legible
  const height = Math.max(12, smallest / camera.scale)
  const letters = Math.floor((cell.boxWidth - 16) / (height * 0.56))
  context.font = `${height}px ${colour('--sans')}`
  context.textBaseline = 'middle'
  for (const [index, { x, y }] of seen) {
    const module = graph.modules[index]
    if (!module) continue
    const isCarried = module.reason === 'carried'
    const isDim = found ? !found.has(index) : chosen !== null && !near.has(index)
    const left = x - cell.boxWidth / 2
    const top = y - cell.boxHeight / 2
    context.globalAlpha = isDim ? 0.25 : 1
    context.fillStyle = colour(
      isLegible ? (isCarried ? '--raised' : '--accent-ground') : isCarried ? '--quiet' : '--accent',
    )
    context.beginPath()
    context.roundRect(left, top, cell.boxWidth, cell.boxHeight, 5)
    context.fill()
    if (index === chosen || found?.has(index) || isLegible) {
      context.lineWidth = (index === chosen ? 2.5 : 1) / Math.min(camera.scale, 1)
      context.strokeStyle = colour(index === chosen ? '--accent' : found?.has(index) ? '--load' : '--line')
      context.stroke()
    }
    if (!isLegible) continue
    context.fillStyle = colour('--text')
    context.fillText(fitting(module.path, letters), left + 8, y + 0.5, cell.boxWidth - 16)
  }
  context.globalAlpha = 1
}

/**
 * @param {Graph} graph
 * @param {number | null} chosen
 */
function neighbours(graph, chosen) {
  if (chosen === null) return new Set()
  return new Set([chosen, ...(graph.importers[chosen] ?? []), ...(graph.modules[chosen]?.imports ?? [])])
}

/**
 * @param {string} path
 * @param {number} letters that there is room for
 * @returns {string} its end, which is what tells it from others
 */
function fitting(path, letters) {
  const name = path.split('/').slice(-2).join('/')
  return name.length > letters ? `…${name.slice(1 - letters)}` : name
}
