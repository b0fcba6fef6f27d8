/** @import { State } from '../protocol.ts' */
/** @import { Overlay } from './overlay.js' */
import { verdictOn } from './client/verdict.js'
import { remember, restore, takeVisit } from './client/visit.js'
import { shareState } from './client/share.js'

/*
 * Refreshes the page when the server has new code. It stands behind the last byte of the page, and leaves nothing but
 * its listeners: no global, no element, one line in the console.
 */

const tag = [...document.scripts].find(({ src }) => src === import.meta.url)
/** Who answered this page; nobody, where the server had nothing to serve with yet. */
const answeredBy = Number(tag?.dataset['generation']) || null
const ofProcess = tag?.dataset['process'] ?? null
tag?.remove()

const visit = takeVisit()
/** @type {Overlay | undefined} */
let overlay
/** @type {State | undefined} */
let latest
let isLeaving = false
let isWelcome = false
let connected = new AbortController()

/** @param {State} state */
async function heed(state) {
  if (isLeaving) return
  const { refresh, attempt } = verdictOn({ answeredBy, ofProcess, attempted: visit?.attempt }, state)
  if (refresh && remember(attempt)) {
    isLeaving = true
    location.reload()
    return
  }
  if (!isWelcome) console.info('[hotseat] This page refreshes when a change has been built.')
  isWelcome = true
  latest = state
  await showFailure()
}

/** Over the page as a whole: what is framed only refreshes. */
async function showFailure() {
  if (window !== window.top) return
  if (!overlay && latest?.failure) {
    const { createOverlay } = await import('./overlay.js')
    overlay ??= createOverlay()
  }
  // What has come meanwhile counts.
  if (latest?.failure) overlay?.show(latest.failure, latest)
  else overlay?.hide()
}

function connect() {
  connected = new AbortController()
  void shareState((state) => void heed(state), connected.signal)
}

// A page in the back/forward cache holds no connection and no lock, else it would not get there.
addEventListener('pagehide', () => connected.abort())
addEventListener('pageshow', ({ persisted }) => {
  if (!persisted) return
  isLeaving = false
  connect()
})

if (visit) restore(visit)
connect()
