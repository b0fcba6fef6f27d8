/** @import { Instantiated, TimelineEntry } from '../../protocol.ts' */
import { element, foreign } from '../shared/dom.js'
import { ask } from '../shared/server.js'
import { stateChip } from './chip.js'
import { clock, counted, duration, size } from './format.js'
import { labelOf, partsOf } from './phases.js'
import { buildReasons, moduleReason } from './words.js'

/** All about one generation. */
export function createGeneration() {
  const view = element('section', {
    class: 'detail',
    attributes: { 'aria-label': 'The chosen generation', tabindex: 0 },
  })
  const modules = element('div')
  /** @type {TimelineEntry | undefined} */
  let shown
  let asking = new AbortController()

  /** @param {number} generation */
  async function askWhy(generation) {
    asking.abort()
    asking = new AbortController()
    const { signal } = asking
    try {
      const response = await ask(`instantiated?generation=${generation}`, { signal })
      const instantiated = await response.json()
      if (!signal.aborted) modules.replaceChildren(...whyAnew(instantiated))
    } catch {
      if (!signal.aborted) modules.replaceChildren(element('p', { class: 'muted' }, 'Nothing is known of its modules.'))
    }
  }

  return {
    view,
    /** @param {TimelineEntry | undefined} entry */
    show(entry) {
      if (entry === shown) return
      const isOther = entry?.generation !== shown?.generation || entry?.state !== shown?.state
      shown = entry
      view.hidden = entry === undefined
      if (!entry) return
      if (isOther) {
        modules.replaceChildren()
        if (entry.instantiated > 0) void askWhy(entry.generation)
      }
      view.replaceChildren(...describe(entry), modules)
    },
  }
}

/** @param {TimelineEntry} entry */
function describe(entry) {
  const {
    generation,
    reason,
    state,
    at,
    files,
    fileCount,
    total,
    carried,
    instantiated,
    failure,
    drain,
    disposal,
    disposalErrors,
    heap,
  } = entry
  return [
    element('h2', {}, `Generation ${generation} `, stateChip(state)),
    element(
      'dl',
      {},
      row('Built for', buildReasons[reason]),
      row('Began', clock(at)),
      total !== null && row('Change to swap', duration(total)),
      instantiated + carried > 0 && row('Modules', `${instantiated} made anew, ${carried} carried`),
      drain &&
        row(
          'Drained in',
          `${duration(drain.duration)}${drain.forced > 0 ? `, ${counted(drain.forced, 'lease')} cut off` : ''}`,
        ),
      disposal !== null && row('Disposed in', duration(disposal)),
      heap !== null && row('Heap after it', size(heap)),
    ),
    failure &&
      block(
        'It failed',
        element(
          'p',
          { class: 'failure' },
          element('b', { class: 'bad' }, foreign(failure.code)),
          '\n',
          foreign(failure.message),
          failure.at !== null && ['\n', foreign(failure.at)],
        ),
      ),
    disposalErrors.length > 0 &&
      block(
        'Disposal errors',
        ...disposalErrors.map(({ code, message }) =>
          element('p', { class: 'failure' }, element('b', { class: 'bad' }, foreign(code)), '\n', foreign(message)),
        ),
      ),
    phaseTable(entry),
    files.length > 0 &&
      block(
        `What had changed`,
        fileList(files),
        fileCount > files.length &&
          element('p', { class: 'muted' }, `and ${counted(fileCount - files.length, 'more file')}`),
      ),
  ].filter((part) => part instanceof Node)
}

/**
 * @param {string} term
 * @param {string} text
 * @returns {readonly Node[]}
 */
function row(term, text) {
  return [element('dt', {}, term), element('dd', {}, text)]
}

/**
 * @param {string} title
 * @param {readonly import('../shared/dom.js').Child[]} content
 */
function block(title, ...content) {
  return element('section', {}, element('h3', {}, title), ...content)
}

/** @param {readonly string[]} files */
function fileList(files) {
  return element(
    'ul',
    { class: 'files' },
    files.map((file) => element('li', {}, foreign(file))),
  )
}

/** @param {TimelineEntry} entry */
function phaseTable(entry) {
  const parts = partsOf(entry)
  if (parts.length === 0) return null
  return block(
    'Where the time went',
    element(
      'table',
      {},
      element(
        'tbody',
        {},
        parts.map(({ name, milliseconds }) =>
          element(
            'tr',
            {},
            element(
              'th',
              { attributes: { scope: 'row' } },
              element('span', { class: `part ${name}`, attributes: { 'aria-hidden': 'true' } }),
              labelOf(name),
            ),
            element('td', {}, duration(milliseconds)),
          ),
        ),
      ),
    ),
  )
}

/** @param {Instantiated} instantiated */
function whyAnew({ count, modules }) {
  if (modules.length === 0) return []
  return [
    block(
      'Why modules were made anew',
      element(
        'ul',
        { class: 'files' },
        modules.map(({ path, reason, because }) =>
          element('li', {}, foreign(path), element('span', { class: 'muted' }, foreign(moduleReason(reason, because)))),
        ),
      ),
      count > modules.length &&
        element('p', { class: 'muted' }, `and ${counted(count - modules.length, 'more module')}`),
    ),
  ]
}
