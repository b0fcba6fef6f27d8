import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import { authorityOf, valuesOf } from './authority.ts'

/**
 * Whether the page that asks, where the browser names it, is one of this very server: scheme, host and port as the request has
 * them, or one of `origins`.
 */
export function isAllowedOrigin(request: IncomingMessage, origins: ReadonlySet<string>): boolean {
  const given = valuesOf(request, 'origin')
  if (given.length === 0) return true
  const [origin = ''] = given
  return given.length === 1 && (origin === ownOrigin(request) || origins.has(origin))
}

export function hasOrigin(request: IncomingMessage): boolean {
  return valuesOf(request, 'origin').length > 0
}

/** Under which origin the client sees this server. */
export function ownOrigin(request: IncomingMessage): string | undefined {
  const authority = authorityOf(request)?.toLowerCase()
  if (authority === undefined) return undefined
  const scheme = isEncrypted(request) ? 'https' : 'http'
  const url = `${scheme}://${authority}`
  // A browser leaves out the port that a scheme has by itself.
  return URL.canParse(url) ? new URL(url).origin : undefined
}

function isEncrypted({ socket }: IncomingMessage): boolean {
  return socket instanceof TLSSocket || Reflect.get(socket, 'encrypted') === true
}
