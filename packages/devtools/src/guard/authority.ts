import type { IncomingMessage } from 'node:http'

/**
 * Which host a request is for, as the client spelled it: its one `Host` header, or the `:authority` of HTTP/2. Undefined where
 * there is none, or more than one could be meant.
 */
export function authorityOf(request: IncomingMessage): string | undefined {
  const hosts = valuesOf(request, 'host')
  if (request.httpVersionMajor < 2) return hosts.length === 1 ? hosts[0] : undefined
  const [authority, ...further] = [...new Set([...valuesOf(request, ':authority'), ...hosts])]
  return further.length === 0 ? authority : undefined
}

/** Each value of a header, unlike `headers`, which keeps the first. */
export function valuesOf({ rawHeaders }: IncomingMessage, name: string): string[] {
  return rawHeaders.filter((_value, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name)
}
