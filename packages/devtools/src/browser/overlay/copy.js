import { element } from '../shared/dom.js'

/**
 * Puts text on the clipboard; by a selection, where a page may not write to it: on an origin that is neither https nor
 * local.
 *
 * @param {string} text
 * @param {HTMLElement} beside what stands where a selection can be made
 * @returns {Promise<boolean>} whether it is there
 */
export async function copyText(text, beside) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const field = element('textarea', { class: 'hidden-text' })
    field.value = text
    beside.after(field)
    field.select()
    const isDone = document.execCommand('copy')
    field.remove()
    beside.focus()
    return isDone
  }
}
