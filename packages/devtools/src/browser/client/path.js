/**
 * A selector by which an element can be found again after a refresh: its id, or where it stands below an element that
 * has one.
 *
 * @param {Element} element
 * @example 'main > ul:nth-child(2) > li:nth-child(7)'
 */
export function pathOf(element) {
  /** @type {string[]} */
  const steps = []
  for (let at = element; ;) {
    const id = at.id && `#${CSS.escape(at.id)}`
    if (id && document.querySelector(id) === at) return [id, ...steps].join(' > ')
    const parent = at.parentElement
    const name = CSS.escape(at.localName)
    if (!parent) return [name, ...steps].join(' > ')
    steps.unshift(`${name}:nth-child(${[...parent.children].indexOf(at) + 1})`)
    at = parent
  }
}

/** @param {string} path */
export function placeOf(path) {
  try {
    return document.querySelector(path)
  } catch {
    return null
  }
}
