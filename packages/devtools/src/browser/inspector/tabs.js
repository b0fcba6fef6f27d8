/** @import { View } from './view.js' */
import { element, setAttributes } from '../shared/dom.js'

/**
 * One view at a time, chosen by a tab: with the mouse, the arrow keys, or by the address (`#modules`).
 *
 * @param {readonly View[]} views
 */
export function createTabs(views) {
  const tabs = views.map((view) =>
    element(
      'button',
      {
        attributes: { type: 'button', role: 'tab', id: `tab-${idOf(view)}`, 'aria-controls': `panel-${idOf(view)}` },
        onClick: () => go(view),
      },
      view.name,
    ),
  )
  const bar = element('div', { class: 'tabs', attributes: { role: 'tablist', 'aria-label': 'Views' } }, tabs)
  const panels = views.map((view) =>
    element(
      'div',
      {
        class: 'panel',
        attributes: { role: 'tabpanel', id: `panel-${idOf(view)}`, 'aria-labelledby': `tab-${idOf(view)}` },
      },
      view.panel,
    ),
  )
  /** @type {View | undefined} */
  let current

  /** @param {View} view */
  function go(view) {
    if (view === current) return
    current?.onHide?.()
    current = view
    for (const [index, tab] of tabs.entries()) {
      const isCurrent = views[index] === view
      setAttributes(tab, { 'aria-selected': isCurrent, tabindex: isCurrent ? 0 : -1 })
      const panel = panels[index]
      if (panel) panel.hidden = !isCurrent
    }
    view.onShow?.()
    history.replaceState(null, '', `#${idOf(view)}`)
  }

  bar.addEventListener('keydown', (event) => {
    const at = views.findIndex((view) => view === current)
    const last = views.length - 1
    const target = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[
      event.key
    ]
    const view = target === undefined ? undefined : views[target]
    if (!view || target === undefined) return
    event.preventDefault()
    go(view)
    tabs[target]?.focus()
  })

  const wanted = () => views.find((view) => `#${idOf(view)}` === location.hash) ?? views[0]
  addEventListener('hashchange', () => {
    const view = wanted()
    if (view) go(view)
  })
  return {
    bar,
    panels,
    go,
    start() {
      const view = wanted()
      if (view) go(view)
    },
    get current() {
      return current
    },
  }
}

/** @param {View} view */
function idOf({ name }) {
  return name.toLowerCase()
}
