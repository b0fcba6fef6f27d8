/** What asks the server, under the token that it gives to pages of its own origin. */

/** `/__hotseat/`, as it is spelled where this file came from. */
const base = new URL('../../', import.meta.url)

/** As `tokenHeader` in ../../protocol.ts; of this, nothing is compiled. */
const tokenHeader = 'x-hotseat-token'

/** The server answers, and does not want this page: what is asked of it again will be refused again. */
export class Refused extends Error {
  /** @override */
  name = 'Refused'
}

/** @type {string | undefined} */
let token

/** @param {AbortSignal | undefined} signal */
async function openSession(signal) {
  const response = await fetch(new URL('session', base), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hotseat': '1' },
    body: '{}',
    cache: 'no-store',
    ...(signal && { signal }),
  })
  if (response.status === 403) throw new Refused(`no session: ${response.status}`)
  if (!response.ok) throw new Error(`no session: ${response.status}`)
  /** @type {{ readonly token: string }} */
  const session = await response.json()
  return session.token
}

/**
 * Asks for a path below `/__hotseat/`. A token that is refused is of a process that has ended: there is another then.
 *
 * @param {string} path such as `frame?id=3`
 * @param {{ readonly send?: object, readonly signal?: AbortSignal }} [options] `send`: it is a POST of this
 * @throws {Refused}
 */
export async function ask(path, { send, signal } = {}) {
  for (let attempt = 1; ; attempt += 1) {
    token ??= await openSession(signal)
    const response = await fetch(new URL(path, base), {
      cache: 'no-store',
      headers: { [tokenHeader]: token, ...(send && { 'content-type': 'application/json', 'x-hotseat': '1' }) },
      ...(send && { method: 'POST', body: JSON.stringify(send) }),
      ...(signal && { signal }),
    })
    if (response.ok) return response
    if (response.status !== 403) throw new Error(`${path}: ${response.status}`)
    token = undefined
    if (attempt === 2) throw new Refused(`${path}: ${response.status}`)
  }
}

/** @param {URL} url of anything that this page may not load, as its policy says @returns whether it is of the server's own paths */
export function isOurs(url) {
  return url.origin === base.origin && url.pathname.startsWith(base.pathname)
}
