import { errors } from '../errors.ts'
import { locate } from '../stack/locate.ts'
import type { Source } from './source.ts'

/**
 * Says which files import each other when a value was used before its module had run because of that; any other error
 * is returned as it is.
 */
export function explainCycle(error: unknown, sources: ReadonlyMap<string, Source>): unknown {
  if (!(error instanceof ReferenceError) || !error.message.endsWith('before initialization')) return error
  const location = locate(error)
  const cycle = location && cycleThrough(location.file, sources)
  return cycle ? errors.cycle(error.message, cycle, location, error) : error
}

/** The shortest way from a file along its imports back to itself. */
function cycleThrough(path: string, sources: ReadonlyMap<string, Source>): readonly string[] | undefined {
  const queue = [[path]]
  const seen = new Set<string>()
  for (const way of queue) {
    for (const target of sources.get(way.at(-1) ?? path)?.targets ?? []) {
      if (target.kind !== 'source') continue
      if (target.path === path) return [...way, path]
      if (!seen.has(target.path)) queue.push([...way, target.path])
      seen.add(target.path)
    }
  }
  return undefined
}
