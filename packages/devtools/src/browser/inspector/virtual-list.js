import { element, setAttributes } from '../shared/dom.js'

/**
 * A list of any length, of which only the rows to be seen are there.
 *
 * @template Item
 * @typedef {object} VirtualList
 * @property {HTMLElement} view
 * @property {(items: readonly Item[]) => void} show keeps the selection, and what is in sight
 * @property {(key: string | null, options?: { readonly reveal?: boolean }) => void} select calls nobody
 */

/**
 * @template Item
 * @typedef {object} VirtualListOptions
 * @property {string} label
 * @property {number} rowHeight in CSS pixels
 * @property {(item: Item) => string} keyOf
 * @property {(item: Item, row: HTMLElement) => void} draw fills a row, which may have been another's
 * @property {(item: Item) => void} [onSelect] makes it a list to choose from, by mouse and by keys
 */

/** Rows above and below those in sight, for a scroll that is ahead of what is drawn. */
const spare = 8

/**
 * @template Item
 * @param {VirtualListOptions<Item>} options
 * @returns {VirtualList<Item>}
 */
export function createVirtualList({ label, rowHeight, keyOf, draw, onSelect }) {
  const [role, rowRole] = onSelect ? ['listbox', 'option'] : ['list', 'listitem']
  const space = element('div', { class: 'rows', attributes: { role: 'presentation' } })
  const view = element('div', { class: 'list', attributes: { role, 'aria-label': label, tabindex: 0 } }, space)
  const name = `row-${crypto.randomUUID()}`
  /** @type {readonly Item[]} */
  let items = []
  /** Rows by index. @type {Map<number, HTMLElement>} */
  const rows = new Map()
  /** @type {string | null} */
  let selected = null

  const indexOfSelected = () => (selected === null ? -1 : items.findIndex((item) => keyOf(item) === selected))

  /** @param {boolean} isNew whether rows that are there have to be drawn again */
  function render(isNew) {
    const first = Math.max(0, Math.floor(view.scrollTop / rowHeight) - spare)
    const last = Math.min(items.length - 1, Math.ceil((view.scrollTop + view.clientHeight) / rowHeight) + spare)
    const free = [...rows].filter(([index]) => index < first || index > last)
    for (const [index] of free) rows.delete(index)
    for (let index = first; index <= last; index += 1) {
      const item = items[index]
      const there = rows.get(index)
      if (item === undefined || (there && !isNew)) continue
      const row =
        there ?? free.pop()?.[1] ?? space.appendChild(element('div', { class: 'row', attributes: { role: rowRole } }))
      rows.set(index, row)
      place(row, index)
      draw(item, row)
    }
    for (const [, row] of free) row.remove()
    mark()
  }

  /**
   * @param {HTMLElement} row
   * @param {number} index
   */
  function place(row, index) {
    row.style.transform = `translateY(${index * rowHeight}px)`
    row.style.height = `${rowHeight}px`
    setAttributes(row, { id: `${name}-${index}`, 'aria-posinset': index + 1, 'aria-setsize': items.length })
  }

  function mark() {
    if (!onSelect) return
    const chosen = indexOfSelected()
    for (const [index, row] of rows) setAttributes(row, { 'aria-selected': index === chosen })
    setAttributes(view, { 'aria-activedescendant': rows.has(chosen) ? `${name}-${chosen}` : null })
  }

  /** @param {number} index */
  function reveal(index) {
    const top = index * rowHeight
    if (top < view.scrollTop) view.scrollTop = top
    else if (top + rowHeight > view.scrollTop + view.clientHeight) view.scrollTop = top + rowHeight - view.clientHeight
    render(false)
  }

  /** @param {number} index */
  function choose(index) {
    const item = items[Math.min(Math.max(index, 0), items.length - 1)]
    if (!item) return
    selected = keyOf(item)
    reveal(indexOfSelected())
    onSelect?.(item)
  }

  if (onSelect) {
    view.addEventListener('click', ({ target }) => {
      const found = [...rows].find(([, row]) => target instanceof Node && row.contains(target))
      if (found) choose(found[0])
    })
    view.addEventListener('keydown', (event) => {
      const page = Math.max(1, Math.floor(view.clientHeight / rowHeight) - 1)
      const at = indexOfSelected()
      const target = {
        ArrowDown: at + 1,
        ArrowUp: at - 1,
        PageDown: at + page,
        PageUp: at - page,
        Home: 0,
        End: items.length - 1,
      }[event.key]
      if (target === undefined) return
      event.preventDefault()
      choose(target)
    })
  }
  view.addEventListener('scroll', () => render(false), { passive: true })
  new ResizeObserver(() => render(false)).observe(view)

  return {
    view,
    show(next) {
      items = next
      space.style.height = `${items.length * rowHeight}px`
      render(true)
    },
    select(key, options) {
      selected = key
      const index = indexOfSelected()
      if (options?.reveal && index !== -1) reveal(index)
      mark()
    },
  }
}
