/** @import { State } from '../../protocol.ts' */
import { follow } from '../shared/events.js'

/** Of the lock, and of the channel. Both belong to an origin, that is to one port. */
const name = 'hotseat'

/**
 * Follows the server's state with one stream for all tabs: a browser opens no more than six connections to a host over
 * HTTP/1, and the seventh tab would wait for ever. Whoever has the lock holds the stream and passes on what it tells.
 * Where there are no locks, on an origin that is neither https nor local, each tab has its own.
 *
 * @param {(state: State) => void} onState
 * @param {AbortSignal} signal
 */
export async function shareState(onState, signal) {
  if (!('locks' in navigator) || !('BroadcastChannel' in globalThis)) {
    await follow({ audience: 'page', listeners: { state: onState }, signal })
    return
  }
  const channel = new BroadcastChannel(name)
  signal.addEventListener('abort', () => channel.close(), { once: true })
  /** @type {State | undefined} what the server said last, where this tab holds the stream */
  let latest
  channel.addEventListener('message', ({ data }) => {
    if (data !== 'state?') onState(data)
    else if (latest) channel.postMessage(latest)
  })
  channel.postMessage('state?')

  /** @param {State} state */
  function pass(state) {
    latest = state
    channel.postMessage(state)
    onState(state)
  }
  function lead() {
    // A hidden tab gives up the lock with the stream, so that one that is to be seen can go on asking.
    const mayWait = () => document.visibilityState === 'visible'
    const onLost = () => {
      latest = undefined
    }
    return follow({ audience: 'page', listeners: { state: pass }, onLost, mayWait, signal })
  }
  try {
    while ((await navigator.locks.request(name, { signal }, lead)) === 'given up') await shown(signal)
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

/** @param {AbortSignal} signal @returns a promise that resolves when the page can be seen */
function shown(signal) {
  return new Promise((resolve) => {
    if (document.visibilityState === 'visible') return resolve(undefined)
    document.addEventListener('visibilitychange', resolve, { once: true, signal })
    signal.addEventListener('abort', resolve, { once: true })
  })
}
