/** @import { Graph, Point } from './graph.js' */
import { element } from '../shared/dom.js'
import { fit, pan, toDrawing, zoom } from './camera.js'
import { cell } from './graph.js'
import { paint } from './graph-painter.js'

/** Milliseconds for which a drawing has to stand still before all its lines are painted. */
const still = 120
const step = 60

/**
 * A drawing of modules to move about in: by mouse, by touch, by keys.
 *
 * @param {(index: number | null) => void} onChoose
 */
export function createGraphCanvas(onChoose) {
  const view = element('canvas', {
    class: 'graph',
    attributes: {
      tabindex: 0,
      role: 'application',
      'aria-label':
        'Drawing of the module graph. Arrow keys move it, plus and minus zoom, 0 shows all of it. The list has the same modules.',
    },
  })
  const context = view.getContext('2d')
  /** @type {{ graph: Graph, points: ReadonlyMap<number, Point> }} */
  let drawing = { graph: { modules: [], importers: [], depth: [] }, points: new Map() }
  let camera = { x: 0, y: 0, scale: 1 }
  let size = { width: 0, height: 0 }
  /** @type {number | null} */
  let chosen = null
  /** @type {ReadonlySet<number> | null} */
  let found = null
  let isAsked = false
  let isFitted = true
  let isMoving = false
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let standing

  function draw() {
    if (isAsked) return
    isAsked = true
    requestAnimationFrame(() => {
      isAsked = false
      if (!context || size.width === 0) return
      const style = getComputedStyle(view)
      /** @type {Map<string, string>} */
      const colours = new Map()
      /** @param {string} name */
      const colour = (name) => {
        const known = colours.get(name) ?? resolved(style.getPropertyValue(name))
        colours.set(name, known)
        return known
      }
      context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
      paint(context, { ...drawing, camera, size, chosen, found, isMoving }, colour)
    })
  }

  /**
   * @param {typeof camera} next
   * @param {boolean} [isAll] all of it is in sight, and stays there
   */
  function move(next, isAll = false) {
    camera = next
    isFitted = isAll
    isMoving = true
    clearTimeout(standing)
    standing = setTimeout(() => {
      isMoving = false
      draw()
    }, still)
    draw()
  }

  const showAll = () =>
    move(fit(drawing.points.values(), size, { width: cell.width * 1.2, height: cell.height * 3 }), true)

  new ResizeObserver(() => {
    size = { width: view.clientWidth, height: view.clientHeight }
    view.width = size.width * devicePixelRatio
    view.height = size.height * devicePixelRatio
    if (isFitted) showAll()
    draw()
  }).observe(view)
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw)

  listen(view, {
    pan: (dx, dy) => move(pan(camera, dx, dy)),
    zoom: (factor, at) => move(zoom(camera, factor, size, at)),
    showAll,
    choose: (pixel) => onChoose(hit(drawing.points, toDrawing(camera, size, pixel))),
  })

  return {
    view,
    showAll,
    /** @param {number} factor */
    zoomBy: (factor) => move(zoom(camera, factor, size)),
    /**
     * @param {Graph} graph
     * @param {ReadonlyMap<number, Point>} points
     */
    show(graph, points) {
      drawing = { graph, points }
      showAll()
    },
    /**
     * @param {number | null} index
     * @param {ReadonlySet<number> | null} among what a search has found
     */
    mark(index, among) {
      chosen = index
      found = among
      draw()
    },
    /** @param {number} index brings it to the middle, near enough to be read */
    goTo(index) {
      const point = drawing.points.get(index)
      if (point) move({ ...point, scale: Math.max(camera.scale, 0.7) })
    },
  }
}

/** A canvas does not know `light-dark()`. @param {string} value */
function resolved(value) {
  const [, light, dark] = /^light-dark\(([^,]+),\s*([^)]+)\)$/.exec(value.trim()) ?? []
  if (light === undefined || dark === undefined) return value
  return matchMedia('(prefers-color-scheme: dark)').matches ? dark : light
}

/**
 * @param {ReadonlyMap<number, Point>} points
 * @param {Point} at
 */
function hit(points, at) {
  for (const [index, { x, y }] of points) {
    if (Math.abs(x - at.x) <= cell.boxWidth / 2 && Math.abs(y - at.y) <= cell.boxHeight / 2) return index
  }
  return null
}

/**
 * @param {HTMLCanvasElement} view
 * @param {object} moves
 * @param {(dx: number, dy: number) => void} moves.pan
 * @param {(factor: number, at?: Point) => void} moves.zoom
 * @param {() => void} moves.showAll
 * @param {(pixel: Point) => void} moves.choose
 */
function listen(view, moves) {
  /** @type {{ x: number, y: number, moved: number } | undefined} */
  let drag
  view.addEventListener('pointerdown', ({ clientX, clientY, pointerId }) => {
    view.setPointerCapture(pointerId)
    drag = { x: clientX, y: clientY, moved: 0 }
  })
  view.addEventListener('pointermove', ({ clientX, clientY }) => {
    if (!drag) return
    const [dx, dy] = [drag.x - clientX, drag.y - clientY]
    drag = { x: clientX, y: clientY, moved: drag.moved + Math.abs(dx) + Math.abs(dy) }
    if (drag.moved > 3) moves.pan(dx, dy)
  })
  view.addEventListener('pointerup', ({ offsetX, offsetY }) => {
    if (drag && drag.moved <= 3) moves.choose({ x: offsetX, y: offsetY })
    drag = undefined
  })
  view.addEventListener('pointercancel', () => (drag = undefined))
  view.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault()
      moves.zoom(Math.exp(-event.deltaY * (event.deltaMode === 0 ? 0.0015 : 0.05)), {
        x: event.offsetX,
        y: event.offsetY,
      })
    },
    { passive: false },
  )
  view.addEventListener('keydown', (event) => {
    /** @type {Readonly<Record<string, () => void>>} */
    const keys = {
      ArrowLeft: () => moves.pan(-step, 0),
      ArrowRight: () => moves.pan(step, 0),
      ArrowUp: () => moves.pan(0, -step),
      ArrowDown: () => moves.pan(0, step),
      '+': () => moves.zoom(1.25),
      '=': () => moves.zoom(1.25),
      '-': () => moves.zoom(0.8),
      0: moves.showAll,
    }
    const act = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    act()
  })
}
