import type { Module } from './module.ts'
import type { Source } from './source.ts'

/** Whether a name that a source exports comes from a module that has not run to its end. */
export function isPending(
  source: Source | undefined,
  name: string,
  sources: ReadonlyMap<string, Source>,
  modules: ReadonlyMap<string, Module>,
): boolean {
  const owner = source && ownerOf(source, name, sources)
  const module = owner === undefined ? undefined : modules.get(owner)
  return module?.kind === 'module'
    ? module.status !== 'evaluated'
    : module?.kind === 'commonjs' && module.state !== 'done'
}

/** The file in which a name that a source exports is declared, as far as that can be told without running anything. */
function ownerOf(
  source: Source,
  name: string,
  sources: ReadonlyMap<string, Source>,
  visited = new Set<string>(),
): string | undefined {
  const { unit, targets } = source
  const key = `${unit.path} ${name}`
  if (unit.format === 'json' || visited.has(key)) return undefined
  visited.add(key)
  const look = (index: number, wanted: string): string | undefined => {
    const target = targets[index]
    const next = target?.kind === 'source' ? sources.get(target.path) : undefined
    return next && ownerOf(next, wanted, sources, visited)
  }
  const exported = unit.exports.find((each) => each.name === name)
  if (exported?.kind === 'indirect') return look(exported.from, exported.imported)
  if (exported) return unit.path
  return unit.stars.map((index) => look(index, name)).find((path) => path !== undefined)
}
