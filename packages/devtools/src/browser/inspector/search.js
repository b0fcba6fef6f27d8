import { element } from '../shared/dom.js'

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
