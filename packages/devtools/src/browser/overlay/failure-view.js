/** @import { Failure, Place } from '../../protocol.ts' */
import { element, foreign, setAttributes } from '../shared/dom.js'
import { ask } from '../shared/server.js'
import { copyText } from './copy.js'
import { answers, asText, spelled } from './report.js'
import { frameText, sourceLines } from './source.js'

/**
 * What a failure looks like.
 *
 * @param {Failure} failure
 * @param {{ readonly canOpen: boolean, readonly close: () => void }} options
 */
export function createFailureView(failure, { canOpen, close }) {
  const { code, message, place, frame, stack, importers, causes } = failure
  const source = createSource(canOpen)
  if (place) source.show(place, frame)

  const copy = element('button', { attributes: { type: 'button' }, onClick: () => void copied() }, 'Copy')
  async function copied() {
    copy.textContent = (await copyText(asText(failure), copy)) ? 'Copied' : 'Not copied'
    setTimeout(() => (copy.textContent = 'Copy'), 2000)
  }
  const head = element(
    'header',
    {},
    element('h1', { attributes: { id: 'code' } }, foreign(code)),
    element('span', { class: 'answers' }, answers(failure)),
    element(
      'div',
      { class: 'actions' },
      copy,
      element('button', { attributes: { type: 'button' }, onClick: close }, 'Close'),
    ),
  )
  const body = element(
    'div',
    { class: 'body', attributes: { tabindex: 0, role: 'region', 'aria-label': 'What failed' } },
    element('p', { class: 'message', attributes: { id: 'message' } }, foreign(message)),
    source.view,
    causes.length > 0 && section('Caused by', list('causes', causes)),
    stack.length > 0 && section('Where it passed', stackOf(stack, source)),
    importers.length > 0 && section('How the application gets there', list('importers', importers)),
    element(
      'p',
      { class: 'hint' },
      'Goes away with the next good save. ',
      element('kbd', {}, 'Esc'),
      ' closes it until then.',
    ),
  )
  return { head, body }
}

/**
 * @param {string} title
 * @param {Node} content
 */
function section(title, content) {
  return element('section', {}, element('h2', {}, title), content)
}

/**
 * @param {string} name
 * @param {readonly string[]} texts
 */
function list(name, texts) {
  return element(
    'ol',
    { class: name },
    texts.map((text) => element('li', {}, foreign(text))),
  )
}

/**
 * @param {readonly Place[]} stack
 * @param {ReturnType<typeof createSource>} source
 */
function stackOf(stack, source) {
  const buttons = stack.map((place) =>
    element(
      'button',
      { class: 'place', attributes: { type: 'button' }, onClick: () => void source.load(place) },
      foreign(spelled(place)),
    ),
  )
  source.onShow((shown) => {
    for (const [index, button] of buttons.entries()) {
      setAttributes(button, { 'aria-current': shown.id === stack[index]?.id })
    }
  })
  return element(
    'ol',
    { class: 'stack' },
    buttons.map((button) => element('li', {}, button)),
  )
}

/**
 * The lines around one place at a time.
 *
 * @param {boolean} canOpen
 */
function createSource(canOpen) {
  const view = element('section', { class: 'source' })
  /** @type {(shown: Place) => void} */
  let tell = () => {}
  /** @type {Place | undefined} */
  let shown
  let asked = ''

  /**
   * @param {Place} place
   * @param {string | null} frame
   */
  function show(place, frame) {
    shown = place
    view.replaceChildren(
      element(
        'div',
        { class: 'where' },
        foreign(spelled(place)),
        canOpen &&
          element('button', { attributes: { type: 'button' }, onClick: () => void open(place) }, 'Open in editor'),
      ),
      frame === null
        ? element('p', { class: 'hint' }, 'Its source cannot be read.')
        : sourceLines(frame, `Source of ${spelled(place)}`),
    )
    tell(place)
  }

  return {
    view,
    show,
    /** @param {Place} place */
    async load(place) {
      asked = place.id
      const frame = await frameOf(place)
      // Another place may have been asked for meanwhile.
      if (asked === place.id) show(place, frame)
    },
    /** @param {(shown: Place) => void} listener */
    onShow(listener) {
      tell = listener
      if (shown) tell(shown)
    },
  }
}

/** @param {Place} place @returns {Promise<string | null>} null: it is not to be had, or its failure is over */
async function frameOf({ id }) {
  try {
    const response = await ask(`frame?id=${encodeURIComponent(id)}`)
    return frameText(await response.json())
  } catch {
    return null
  }
}

/** @param {Place} place */
async function open({ id }) {
  // Where it fails, the terminal says why: the editor is started there.
  await ask('open', { send: { id } }).catch(() => {})
}
