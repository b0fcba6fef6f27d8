import { posix } from 'node:path'

/** Whose a request target is. `malformed`: it may be read as one or as the other, so neither gets it. */
export type Territory = 'application' | 'reserved' | 'malformed'

/**
 * Decides by the request target alone, for requests and upgrades alike. A target is reserved when it is spelled so;
 * one that only some readers would take for reserved (encoded, with dot segments, doubled slashes, other case, in
 * absolute form), or that has a character no target may have, is malformed.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-3.2
 * @example territoryOf('/__hotseat/events?since=3', '/__hotseat') // 'reserved'
 */
export function territoryOf(target: string, prefix: string): Territory {
  // Of nearly every request: there is but one way to read it, and it costs a tenth.
  const beginning = target.slice(0, prefix.length)
  if (ordinary.test(target) && beginning.toLowerCase() !== prefix.toLowerCase()) return 'application'
  if (['#', '\\', '\0'].some((character) => target.includes(character))) return 'malformed'
  const [path = ''] = target.split('?', 1)
  const spelled = isUnder(path, prefix)
  const meant = isUnder(mostLiberalReading(path), prefix.toLowerCase())
  if (spelled !== meant) return 'malformed'
  return spelled ? 'reserved' : 'application'
}

/** A path without an encoded character, a dot that begins a segment, an empty segment, or what no target may have. */
const ordinary = /^\/(?![/.])(?:[^#\\\0%/?]|\/(?![/.]))*(?:\?[^#\\\0]*)?$/

function isUnder(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`)
}

function mostLiberalReading(path: string): string {
  const withoutOrigin = path.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '')
  const decoded = withoutOrigin.replace(/%[0-9a-f]{2}/gi, (byte) =>
    String.fromCharCode(Number.parseInt(byte.slice(1), 16)),
  )
  return posix.normalize(`/${decoded.replaceAll('\\', '/')}`).toLowerCase()
}
