import type { IncomingMessage } from 'node:http'

const conditions: ReadonlySet<string> = new Set(['if-none-match', 'if-modified-since'])

/**
 * Has a page sent in full. What a browser kept while the application ran without Hotseat has the application's validators and no
 * client: were it confirmed, it would never refresh itself, nor would anything but other bytes end that.
 *
 * The list of headers keeps its length, which Node has counted: what is made of it later would else read past its end.
 */
export function askAnew(request: IncomingMessage): void {
  const { rawHeaders } = request
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? ''
    if (!conditions.has(name)) continue
    Reflect.deleteProperty(request.headers, name)
    rawHeaders[index + 1] = ''
  }
}
