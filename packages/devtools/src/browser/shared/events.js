/** @import { ServerEvents } from '../../protocol.ts' */
import { eventParser } from './event-parser.js'
import { ask, isOurs, Refused } from './server.js'

/** Milliseconds between two attempts: the first soon, for most restarts are short. */
const pauses = [250, 500, 1000, 2000, 3000]

/**
 * Who is told. An event of a server that is newer than this page has a name that nobody has heard of.
 *
 * @typedef {{ readonly [Name in keyof ServerEvents]?: (event: ServerEvents[Name]) => void }} EventListeners
 */

/**
 * @typedef {object} FollowOptions
 * @property {'page' | 'inspector'} audience
 * @property {EventListeners} listeners
 * @property {() => void} [onLost] the stream has ended; asked again from now on
 * @property {() => boolean} [mayWait] whether to go on asking after a failure; default: yes
 * @property {AbortSignal} signal
 */

/**
 * Follows what the server tells, across its restarts. While the page is hidden nothing is tried again. Resolves when it
 * is over: by `signal`, as `mayWait` says, or since the server refuses this page or the page's policy forbids to ask.
 *
 * @param {FollowOptions} options
 * @returns {Promise<'aborted' | 'refused' | 'given up'>}
 */
export async function follow({ audience, listeners, onLost, mayWait = () => true, signal }) {
  const forbidden = whenForbidden()
  const ended = AbortSignal.any([signal, forbidden.signal])
  let failures = 0
  try {
    while (!ended.aborted) {
      try {
        const response = await ask(`events?for=${audience}`, { signal: ended })
        await read(
          response,
          eventParser((name, data) => {
            failures = 0
            tell(listeners, name, data)
          }),
        )
      } catch (error) {
        if (error instanceof Refused) return 'refused'
      }
      if (ended.aborted) break
      onLost?.()
      if (!mayWait()) return 'given up'
      await wait(pauses[Math.min(failures, pauses.length - 1)] ?? 0, ended)
      failures += 1
    }
    return signal.aborted ? 'aborted' : 'refused'
  } finally {
    forbidden.stop()
  }
}

/**
 * @param {Response} response
 * @param {(piece: string) => void} parse
 */
async function read(response, parse) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) parse(part.value)
}

/**
 * @param {EventListeners} listeners
 * @param {string} name
 * @param {string} data
 */
function tell(listeners, name, data) {
  if (name === 'state') listeners.state?.(JSON.parse(data))
  if (name === 'timeline') listeners.timeline?.(JSON.parse(data))
  if (name === 'happening') listeners.happening?.(JSON.parse(data))
}

/**
 * Resolves after so long, and not before the page is to be seen.
 *
 * @param {number} milliseconds
 * @param {AbortSignal} signal
 */
async function wait(milliseconds, signal) {
  await new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', resolve, { once: true })
  })
  if (document.visibilityState === 'visible' || signal.aborted) return
  await new Promise((resolve) => {
    document.addEventListener('visibilitychange', resolve, { once: true, signal })
    signal.addEventListener('abort', resolve, { once: true })
  })
}

/** A page whose policy (`connect-src`) forbids the stream would have one more line in its console for each attempt. */
function whenForbidden() {
  const forbidden = new AbortController()
  const stopped = new AbortController()
  document.addEventListener(
    'securitypolicyviolation',
    ({ disposition, effectiveDirective, blockedURI }) => {
      if (disposition !== 'enforce' || effectiveDirective !== 'connect-src') return
      if (URL.canParse(blockedURI) && isOurs(new URL(blockedURI))) forbidden.abort()
    },
    { signal: stopped.signal },
  )
  return { signal: forbidden.signal, stop: () => stopped.abort() }
}
