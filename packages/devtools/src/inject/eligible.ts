import type { IncomingMessage } from 'node:http'

const destinations: ReadonlySet<string> = new Set(['document', 'iframe', 'frame'])

/**
 * Whether a request is a browser's for a page that it will show. `fetch()` of a part of a page says otherwise. Browsers that do
 * not tell, and whatever else would rather have HTML than anything, are believed.
 *
 * The list of headers is searched as it came: `request.headers` would be made for applications that never look at it.
 */
export function asksForPage({ method, rawHeaders }: IncomingMessage): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  let wantsHtml = false
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const { length } = rawHeaders[index] ?? ''
    if (length !== 14 && length !== 6) continue
    const name = rawHeaders[index]?.toLowerCase()
    const value = rawHeaders[index + 1] ?? ''
    if (name === 'sec-fetch-dest') return destinations.has(value)
    if (name === 'accept') wantsHtml = /^\s*text\/html\b/i.test(value)
  }
  return wantsHtml
}
