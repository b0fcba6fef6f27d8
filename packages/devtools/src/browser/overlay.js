/** @import { Failure, State } from '../protocol.ts' */
import { createFailureView } from './overlay/failure-view.js'
import { style } from './overlay/style.js'
import { element } from './shared/dom.js'
import { theme } from './shared/theme.js'

/**
 * A failure over the page. It is a modal dialog: above all that the page shows, with all else out of reach, and focus
 * goes back to where it was. Its closed shadow root keeps the page's styles, and its scripts, out.
 *
 * @typedef {object} Overlay
 * @property {(failure: Failure, state: Pick<State, 'process' | 'canOpen'>) => void} show the same failure again is nothing new, also when it was closed
 * @property {() => void} hide
 */

/** @returns {Overlay} */
export function createOverlay() {
  const host = document.createElement('hotseat-overlay')
  const root = host.attachShadow({ mode: 'closed' })
  root.adoptedStyleSheets = [theme, style]
  const dialog = element('dialog', {
    attributes: { tabindex: -1, 'aria-labelledby': 'code', 'aria-describedby': 'message' },
  })
  // It has to be there before something is said in it.
  const voice = element('p', { class: 'hidden-text', attributes: { role: 'status', 'aria-live': 'assertive' } })
  root.append(dialog)
  /** @type {string | undefined} */
  let shown

  // Keys are for the dialog, not for the page's own shortcuts.
  host.addEventListener('keydown', (event) => event.stopPropagation())
  dialog.addEventListener('close', () => host.remove())

  return {
    show(failure, { process, canOpen }) {
      const which = `${process} ${failure.generation} ${failure.at}`
      if (which === shown) return
      shown = which
      const { head, body } = createFailureView(failure, { canOpen, close: () => dialog.close() })
      dialog.replaceChildren(head, body, voice)
      const isNew = !dialog.open || !host.isConnected
      if (!host.isConnected) document.documentElement.append(host)
      if (!dialog.open) dialog.showModal()
      // Not a button: whoever types goes on typing until they see it.
      dialog.focus()
      // A dialog that opens is read by itself.
      voice.textContent = isNew ? '' : `Generation ${failure.generation} failed: ${failure.message}`
    },
    hide() {
      shown = undefined
      dialog.close()
    },
  }
}
