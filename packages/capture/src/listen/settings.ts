import type { Server as NetServer } from 'node:net'
import type { HttpServer } from '@hotseat/http'

/** What a server looks up as a connection comes, or a request; applications change some of it after they listen. */
const settings = [
  'keepAliveTimeout',
  'keepAliveTimeoutBuffer',
  'headersTimeout',
  'requestTimeout',
  'timeout',
  'maxHeadersCount',
  'maxHeaderSize',
  'maxRequestsPerSocket',
  'maxConnections',
  'insecureHTTPParser',
  'requireHostHeader',
  'joinDuplicateHeaders',
  'highWaterMark',
  'noDelay',
  'keepAlive',
  'keepAliveInitialDelay',
  // Of servers that speak TLS.
  'requestCert',
  'rejectUnauthorized',
  'ALPNCallback',
  'ALPNProtocols',
  'sessionTimeout',
  '_contexts',
]

/**
 * The same, of what Node keeps behind symbols; these are their descriptions, in Node 22 to 26
 * (https://github.com/nodejs/node/blob/v24.21.0/lib/internal/tls/wrap.js).
 */
const hidden = new Set<string | undefined>([
  'IncomingMessage',
  'ServerResponse',
  'handshake-timeout',
  'snicallback',
  'pskcallback',
  'pskidentityhint',
  'options',
])

/** What `tls.Server.setSecureContext()` keeps of its options. */
const secureContext = [
  'pfx',
  'key',
  'passphrase',
  'cert',
  'ca',
  'minVersion',
  'maxVersion',
  'secureProtocol',
  'crl',
  'sigalgs',
  'ciphers',
  'ecdhCurve',
  'dhparam',
  'honorCipherOrder',
  'secureOptions',
  'sessionIdContext',
  'ticketKeys',
]

/** What a server proves itself by, as `setSecureContext()` takes it. */
export function secureContextOf(server: NetServer): object {
  const given = secureContext.map((name): [string, unknown] => [name, Reflect.get(server, name)])
  return Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== null))
}

/** Gives a server the settings of another one that speaks the same. */
export function adoptSettings(to: HttpServer, from: NetServer): void {
  const symbols = Object.getOwnPropertySymbols(from).filter(({ description }) => hidden.has(description))
  for (const name of [...settings, ...symbols]) {
    // What a server has none of may be what an earlier one had.
    if (name in from || name in to) Reflect.set(to, name, Reflect.get(from, name))
  }
  if ('setSecureContext' in to) to.setSecureContext(secureContextOf(from))
}
