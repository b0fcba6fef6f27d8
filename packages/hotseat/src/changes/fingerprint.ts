import { basename } from 'node:path'

/** Of a package.json: what changes what is loaded, or how. Its version, scripts and format do not. */
const relevant = [
  'dependencies',
  'devDependencies',
  'peerDependencies',
  'optionalDependencies',
  'overrides',
  'resolutions',
  'pnpm',
  'type',
  'imports',
  'exports',
]

/**
 * What of a file counts: as long as it stays the same, the file has not changed.
 *
 * @param text undefined where there is no file
 */
export function fingerprint(path: string, text: string | undefined): string {
  if (text === undefined) return 'none'
  if (basename(path) !== 'package.json') return `text ${text}`
  try {
    const content: unknown = JSON.parse(text)
    const parts = relevant.map((key) => [key, sorted(Reflect.get(Object(content), key))])
    return `parts ${JSON.stringify(parts)}`
  } catch {
    // One that cannot be read is not the same as it was.
    return `text ${text}`
  }
}

/** With the keys of each object in order, but for those whose order means something. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value)
  // Conditions of exports are tried in the order in which they are written.
  if (entries.some(([key]) => key === 'default' || key.startsWith('.') || key.startsWith('#'))) return value
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
