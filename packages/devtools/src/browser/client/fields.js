import { pathOf, placeOf } from './path.js'

/**
 * What was typed into a form and not sent yet.
 *
 * @typedef {object} Field
 * @property {string} path
 * @property {string} name
 * @property {string | boolean} value
 */

/** Of what is secret nothing is kept, not even in this tab's own storage; `off` says nothing of that. */
const kept =
  /^(?:text|search|url|tel|email|number|date|datetime-local|month|week|time|range|color|checkbox|radio|textarea)$/
const secret = /^(?:cc-|one-time-code|.*password)/

/**
 * @param {ParentNode} root
 * @returns {readonly Field[]} of the fields whose value is another than the page came with
 */
export function fieldsIn(root) {
  return [...root.querySelectorAll('input, textarea')].flatMap((field) => {
    const value = isField(field) ? typedInto(field) : undefined
    return value === undefined || !isField(field) ? [] : [{ path: pathOf(field), name: field.name, value }]
  })
}

/**
 * Writes a value into its field again, and tells the page as if it had been typed.
 *
 * @param {Field} field
 * @returns {boolean} whether the field is there
 */
export function fill({ path, name, value }) {
  const field = placeOf(path)
  if (!field || !isField(field) || field.name !== name) return false
  if (typeof value === 'boolean') {
    if (!(field instanceof HTMLInputElement)) return false
    field.checked = value
  } else if (field.value !== value) field.value = value
  field.dispatchEvent(new Event('input', { bubbles: true }))
  return true
}

/** @param {Element} element @returns {element is HTMLInputElement | HTMLTextAreaElement} */
function isField(element) {
  return element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
}

/** @param {HTMLInputElement | HTMLTextAreaElement} field */
function typedInto(field) {
  if (!kept.test(field.type) || secret.test(field.autocomplete)) return undefined
  if (field instanceof HTMLInputElement && /^(?:checkbox|radio)$/.test(field.type)) {
    return field.checked === field.defaultChecked ? undefined : field.checked
  }
  return field.value === field.defaultValue ? undefined : field.value
}
