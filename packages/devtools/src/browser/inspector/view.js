/**
 * A view of the inspector, behind one of its tabs.
 *
 * @typedef {object} View
 * @property {string} name of its tab, and in the address
 * @property {HTMLElement} panel
 * @property {HTMLInputElement} [search] where `/` leads to
 * @property {() => void} [onShow]
 * @property {() => void} [onHide]
 */

import { element } from '../shared/dom.js'

/**
 * What is shown where there is nothing to show.
 *
 * @param {string} title
 * @param {string} hint
 */
export function emptyState(title, hint) {
  return element('div', { class: 'empty' }, element('p', { class: 'title' }, title), element('p', {}, hint))
}

/**
 * Asks again and again while something is looked at: at once, and every so many milliseconds after each answer.
 *
 * @param {() => Promise<void>} once errors are for the next time
 * @param {number} pause
 */
export function polling(once, pause) {
  let isOn = false
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  async function run() {
    clearTimeout(timer)
    if (document.visibilityState === 'visible') await once().catch(() => {})
    clearTimeout(timer)
    if (isOn) timer = setTimeout(() => void run(), pause)
  }
  return {
    start() {
      isOn = true
      void run()
    },
    stop() {
      isOn = false
      clearTimeout(timer)
    },
    now() {
      if (isOn) void run()
    },
  }
}
