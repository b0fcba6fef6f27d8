/** @import { Modules } from '../../protocol.ts' */

/**
 * The modules of a generation, with where they stand in a drawing. All is by index; pure.
 *
 * @typedef {object} Graph
 * @property {readonly Modules['modules'][number][]} modules
 * @property {readonly (readonly number[])[]} importers
 * @property {readonly number[]} depth how many imports lead there from where the application begins
 */

/** @typedef {{ readonly x: number, readonly y: number }} Point of a box's middle */

/** What a box and the room around it take. */
export const cell = { width: 190, height: 30, boxWidth: 160, boxHeight: 22 }

/**
 * @param {Modules['modules']} modules
 * @returns {Graph}
 */
export function graphOf(modules) {
  /** @type {number[][]} */
  const importers = modules.map(() => [])
  for (const [index, { imports }] of modules.entries()) for (const target of imports) importers[target]?.push(index)
  return { modules, importers, depth: depths(modules, importers) }
}

/**
 * @param {Modules['modules']} modules
 * @param {readonly (readonly number[])[]} importers
 */
function depths(modules, importers) {
  const depth = modules.map(() => -1)
  const roots = modules.flatMap((_, index) => (importers[index]?.length === 0 ? [index] : []))
  reach(roots, modules, depth)
  // What only imports itself, in a circle, has no beginning.
  for (const index of modules.keys()) if (depth[index] === -1) reach([index], modules, depth)
  return depth
}

/**
 * @param {readonly number[]} starts
 * @param {Modules['modules']} modules
 * @param {number[]} depth
 */
function reach(starts, modules, depth) {
  let level = 0
  for (let front = starts; front.length > 0; level += 1) {
    /** @type {number[]} */
    const next = []
    for (const index of front) {
      if (depth[index] !== -1) continue
      depth[index] = level
      next.push(...(modules[index]?.imports ?? []))
    }
    front = next
  }
}

/**
 * Layers from left to right, what imports left of what is imported; each beside what imports it. A layer that is too high
 * for the drawing goes on in another column.
 *
 * @param {Graph} graph
 * @returns {readonly Point[]}
 */
export function layered({ modules, importers, depth }) {
  /** @type {number[][]} */
  const layers = []
  for (const [index, level] of depth.entries()) (layers[level] ??= []).push(index)
  const rows = Math.max(8, Math.ceil(Math.sqrt((modules.length * cell.width) / cell.height / 1.6)))
  /** @type {Point[]} */
  const points = []
  let column = 0
  for (const layer of layers) {
    /** @param {number} index */
    const wanted = (index) => {
      const heights = (importers[index] ?? []).flatMap((from) => points[from]?.y ?? [])
      return heights.length === 0 ? 0 : heights.reduce((sum, height) => sum + height, 0) / heights.length
    }
    const order = layer
      .map((index) => ({ index, height: wanted(index), path: modules[index]?.path ?? '' }))
      .sort((a, b) => a.height - b.height || (a.path < b.path ? -1 : 1))
    const columns = Math.ceil(order.length / rows)
    const high = Math.ceil(order.length / columns)
    for (const [at, { index }] of order.entries()) {
      points[index] = {
        x: (column + Math.floor(at / high)) * cell.width,
        y: ((at % high) - (high - 1) / 2) * cell.height,
      }
    }
    column += columns
  }
  return points
}

/**
 * One module in the middle, who imports it on the left, what it imports on the right.
 *
 * @param {Graph} graph
 * @param {number} center
 * @returns {ReadonlyMap<number, Point>}
 */
export function around({ modules, importers }, center) {
  /** @type {Map<number, Point>} */
  const points = new Map()
  for (const [side, found] of /** @type {const} */ ([
    [-1, importers[center] ?? []],
    [1, modules[center]?.imports ?? []],
  ])) {
    const others = [...new Set(found)].filter((index) => index !== center)
    const high = Math.min(others.length, 24)
    for (const [at, index] of others.entries()) {
      const column = 1 + Math.floor(at / high)
      points.set(index, { x: side * (column + 0.25) * cell.width, y: ((at % high) - (high - 1) / 2) * cell.height })
    }
  }
  return points.set(center, { x: 0, y: 0 })
}
