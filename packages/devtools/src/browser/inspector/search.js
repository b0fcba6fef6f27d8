import { element, setAttributes } from '../shared/dom.js'

/**
 * A field to search with; `/` leads to it from anywhere on the page.
 *
 * @param {string} label
 * @param {(words: readonly string[]) => void} onSearch lower case; none: everything
 */
export function createSearch(label, onSearch) {
  const field = element('input', {
    class: 'search',
    attributes: {
      type: 'search',
      'aria-label': label,
      placeholder: `${label}  ( / )`,
      autocomplete: 'off',
      spellcheck: 'false',
    },
  })
  field.addEventListener('input', () => onSearch(field.value.toLowerCase().split(/\s+/).filter(Boolean)))
  return field
}

/**
 * @param {readonly string[]} words
 * @param {string} text
 */
export function matches(words, text) {
  if (words.length === 0) return true
  const lower = text.toLowerCase()
  return words.every((word) => lower.includes(word))
}

/** How much there is, beside a search. It is said aloud while something is searched for, and not with every change. */
export function createCount() {
  const view = element('span', { class: 'count', attributes: { 'aria-live': 'off' } })
  return {
    view,
    /**
     * @param {string} text
     * @param {readonly string[]} words that are searched for
     */
    show(text, words) {
      setAttributes(view, { 'aria-live': words.length > 0 ? 'polite' : 'off' })
      if (view.textContent !== text) view.textContent = text
    },
  }
}
