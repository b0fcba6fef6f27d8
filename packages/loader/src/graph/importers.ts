import type { Source } from './source.ts'

/** Who imports each source, other than lazily, by path. */
export function importersOf(sources: ReadonlyMap<string, Source>): ReadonlyMap<string, readonly string[]> {
  const importers = new Map<string, string[]>()
  for (const [path, { targets }] of sources) {
    for (const target of targets) {
      if (target.kind !== 'source') continue
      const known = importers.get(target.path)
      if (known) known.push(path)
      else importers.set(target.path, [path])
    }
  }
  return importers
}
