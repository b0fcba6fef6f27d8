import { createContainer } from './inspector/container.js'
import { createHappenings } from './inspector/happenings.js'
import { createHeader } from './inspector/header.js'
import { createHeap } from './inspector/heap.js'
import { createLeases } from './inspector/leases.js'
import { createModules } from './inspector/modules.js'
import { createStore } from './inspector/store.js'
import { createTabs } from './inspector/tabs.js'
import { createTimeline } from './inspector/timeline.js'
import { theme } from './shared/theme.js'

// The page at `/__hotseat/`: everything on it is made here, of what the server tells.

document.adoptedStyleSheets = [theme]
const store = createStore()
const timeline = createTimeline(store)
const views = [
  timeline,
  createModules(store),
  createContainer(store),
  createLeases(store),
  createHeap(store),
  createHappenings(store),
]
const tabs = createTabs(views)
const header = createHeader(store, (generation) => {
  tabs.go(timeline)
  timeline.select(generation)
})
document.querySelector('#inspector')?.replaceChildren(header.view, header.banner, tabs.bar, ...tabs.panels)
tabs.start()

addEventListener('keydown', (event) => {
  const isTyping = event.target instanceof HTMLInputElement && event.target.type === 'search'
  const search = tabs.current?.search
  if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey || !search) return
  event.preventDefault()
  search.focus()
  search.select()
})
