/** @import { Point } from './graph.js' */

/** Where one looks at a drawing from: `x`, `y` of the drawing are in the middle, `scale` pixels to its unit. Pure. */

/** @typedef {{ readonly x: number, readonly y: number, readonly scale: number }} Camera */
/** @typedef {{ readonly width: number, readonly height: number }} Size */

const closest = 2
const farthest = 0.02

/**
 * All of it in sight.
 *
 * @param {Iterable<Point>} points
 * @param {Size} size
 * @param {Size} margin around each point
 * @returns {Camera}
 */
export function fit(points, size, margin) {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity]
  for (const { x, y } of points) {
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  if (left > right) return { x: 0, y: 0, scale: 1 }
  const scale = Math.min(size.width / (right - left + margin.width), size.height / (bottom - top + margin.height), 1)
  return { x: (left + right) / 2, y: (top + bottom) / 2, scale: Math.max(scale, farthest) }
}

/**
 * @param {Camera} camera
 * @param {number} factor
 * @param {Size} size
 * @param {Point} [fixed] the pixel that stays where it is; the middle by default
 * @returns {Camera}
 */
export function zoom(camera, factor, size, fixed = { x: size.width / 2, y: size.height / 2 }) {
  const scale = Math.min(Math.max(camera.scale * factor, farthest), closest)
  const at = toDrawing(camera, size, fixed)
  return { scale, x: at.x - (fixed.x - size.width / 2) / scale, y: at.y - (fixed.y - size.height / 2) / scale }
}

/**
 * @param {Camera} camera
 * @param {number} dx pixels
 * @param {number} dy
 * @returns {Camera}
 */
export function pan({ x, y, scale }, dx, dy) {
  return { scale, x: x + dx / scale, y: y + dy / scale }
}

/**
 * @param {Camera} camera
 * @param {Size} size
 * @param {Point} pixel
 * @returns {Point}
 */
export function toDrawing({ x, y, scale }, { width, height }, pixel) {
  return { x: x + (pixel.x - width / 2) / scale, y: y + (pixel.y - height / 2) / scale }
}
