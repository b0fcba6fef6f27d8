/** @import { Happening, State, TimelineEntry } from '../../protocol.ts' */
import { follow } from '../shared/events.js'
import { ask } from '../shared/server.js'

/** @typedef {'connection' | 'state' | 'timeline' | 'happenings'} Topic */

/**
 * All that the page knows of the server.
 *
 * @typedef {object} Store
 * @property {'connecting' | 'connected' | 'lost' | 'refused'} connection
 * @property {State | null} state
 * @property {readonly TimelineEntry[]} timeline the newest first
 * @property {readonly Happening[]} happenings the newest first
 * @property {(topic: Topic, listener: () => void) => void} on calls back at most once for each frame that is drawn
 */

/** As many as the server keeps. */
const most = 1000

/**
 * Follows the server, for as long as the page is there.
 *
 * @returns {Store}
 */
export function createStore() {
  /** @type {Map<Topic, Set<() => void>>} */
  const listeners = new Map()
  /** @type {Set<Topic>} */
  const changed = new Set()
  /** @type {Map<number, TimelineEntry>} */
  let entries = new Map()
  /** @type {Store} */
  const store = {
    connection: 'connecting',
    state: null,
    timeline: [],
    happenings: [],
    on(topic, listener) {
      listeners.set(topic, (listeners.get(topic) ?? new Set()).add(listener))
    },
  }

  /** @param {Topic} topic */
  function touch(topic) {
    if (changed.size === 0) requestAnimationFrame(tell)
    changed.add(topic)
  }

  function tell() {
    if (changed.has('timeline')) store.timeline = newestFirst(entries)
    const topics = [...changed]
    changed.clear()
    for (const topic of topics) for (const listener of listeners.get(topic) ?? []) listener()
  }

  /** @param {Store['connection']} connection */
  function connect(connection) {
    store.connection = connection
    touch('connection')
  }

  /** What was there before this page. Whatever it was told since is newer. */
  async function catchUp() {
    /** @type {Map<number, TimelineEntry>} */
    const since = new Map()
    entries = since
    const response = await ask('timeline')
    /** @type {readonly TimelineEntry[]} */
    const earlier = await response.json()
    if (entries !== since) return
    entries = new Map([...earlier.map((entry) => /** @type {const} */ ([entry.generation, entry])), ...since])
    touch('timeline')
  }

  /** @param {State} state */
  function heed(state) {
    if (store.state?.process !== state.process) store.happenings = []
    if (store.connection !== 'connected') {
      connect('connected')
      void catchUp().catch(() => {})
    }
    store.state = state
    touch('state')
    touch('happenings')
  }

  void follow({
    audience: 'inspector',
    signal: new AbortController().signal,
    onLost: () => connect('lost'),
    listeners: {
      state: heed,
      timeline(entry) {
        entries.set(entry.generation, entry)
        touch('timeline')
      },
      happening(happening) {
        store.happenings = [happening, ...store.happenings.slice(0, most - 1)]
        touch('happenings')
      },
    },
  }).then(() => connect('refused'))
  return store
}

/** @param {Map<number, TimelineEntry>} entries forgets the oldest */
function newestFirst(entries) {
  const sorted = [...entries.values()].sort((a, b) => b.generation - a.generation)
  for (const { generation } of sorted.splice(most)) entries.delete(generation)
  return sorted
}
