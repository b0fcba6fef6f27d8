/** @import { State } from '../../protocol.ts' */

/**
 * What is known of a page.
 *
 * @typedef {object} Page
 * @property {number | null} answeredBy its generation
 * @property {string | null} ofProcess the process that it came from
 * @property {string | undefined} attempted what it was refreshed for before, see {@link verdictOn}
 */

/**
 * Whether a page is to be refreshed: when another generation than its own is live, or another process answers. It is
 * tried once for the same thing, for an old answer may come from a cache that no refresh goes round.
 *
 * @param {Page} page
 * @param {State} state
 * @returns {{ readonly refresh: boolean, readonly attempt: string }} `attempt` names what the page is refreshed for
 */
export function verdictOn({ answeredBy, ofProcess, attempted }, { process, generation, failure }) {
  const attempt = `${process} ${generation}`
  const isOld = generation !== answeredBy || ofProcess !== process
  // Where requests wait for new code, the failure itself is what they are answered with, as long as it stands.
  const isFailure = answeredBy === null && ofProcess === process && failure !== null
  return { refresh: generation !== null && isOld && !isFailure && attempted !== attempt, attempt }
}
