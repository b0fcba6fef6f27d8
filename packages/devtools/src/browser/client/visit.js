import { pathOf, placeOf } from './path.js'
import { fieldsIn, fill } from './fields.js'

/** @import { Field } from './fields.js' */

/**
 * Where a visitor was on a page, kept over a refresh: in the storage of this tab, and until the page is back.
 *
 * @typedef {object} Visit
 * @property {string} url
 * @property {string} attempt what the page was refreshed for
 * @property {readonly [x: number, y: number]} scroll
 * @property {readonly { readonly path: string, readonly x: number, readonly y: number }[]} scrolled elements that are
 * @property {readonly Field[]} fields what was typed, and not sent
 * @property {string | null} focus
 */

const key = 'hotseat'

/**
 * @param {string} attempt
 * @returns {boolean} whether it is kept; where it cannot be, a refresh that changes nothing would be tried for ever
 */
export function remember(attempt) {
  /** @type {Visit} */
  const visit = {
    url: location.href,
    attempt,
    scroll: [scrollX, scrollY],
    scrolled: scrolledElements(),
    fields: fieldsIn(document),
    focus: document.activeElement && document.activeElement !== document.body ? pathOf(document.activeElement) : null,
  }
  try {
    sessionStorage.setItem(key, JSON.stringify(visit))
    return true
  } catch {
    return false
  }
}

/** @returns {Visit | undefined} the visit that this page goes on with */
export function takeVisit() {
  try {
    const kept = sessionStorage.getItem(key)
    sessionStorage.removeItem(key)
    /** @type {Visit | null} */
    const visit = kept && JSON.parse(kept)
    return visit?.url === location.href ? visit : undefined
  } catch {
    return undefined
  }
}

function scrolledElements() {
  return [...document.querySelectorAll('body *')]
    .filter(({ scrollLeft, scrollTop }) => scrollLeft !== 0 || scrollTop !== 0)
    .map((element) => ({ path: pathOf(element), x: element.scrollLeft, y: element.scrollTop }))
}

/**
 * Puts everything back, and once more as the page grows, until the visitor does something, or 3 s have passed.
 *
 * @param {Visit} visit
 */
export function restore(visit) {
  const over = new AbortController()
  const stop = () => over.abort()
  for (const name of ['wheel', 'touchstart', 'pointerdown', 'keydown']) {
    addEventListener(name, stop, { capture: true, passive: true, signal: over.signal })
  }
  const timer = setTimeout(stop, 3000)
  const growth = new ResizeObserver(place)
  over.signal.addEventListener('abort', () => {
    clearTimeout(timer)
    growth.disconnect()
  })
  const open = new Set(visit.fields)

  function place() {
    if (over.signal.aborted) return
    for (const field of open) if (fill(field)) open.delete(field)
    scrollTo({ left: visit.scroll[0], top: visit.scroll[1], behavior: 'instant' })
    for (const { path, x, y } of visit.scrolled) {
      placeOf(path)?.scrollTo({ left: x, top: y, behavior: 'instant' })
    }
    const focused = visit.focus !== null && placeOf(visit.focus)
    if (focused instanceof HTMLElement && focused !== document.activeElement) focused.focus({ preventScroll: true })
  }

  place()
  growth.observe(document.body)
  addEventListener('load', place, { once: true, signal: over.signal })
}
