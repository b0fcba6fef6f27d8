import type { ModuleDescription } from '@hotseat/core'
import type { Module } from './module.ts'
import type { Refusal } from './reuse.ts'

/**
 * The application's own modules in a graph, for people to look at.
 *
 * @param refusalOf why the graph has an instance of its own at a path
 */
export function describeModules(
  modules: ReadonlyMap<string, Module>,
  refusalOf: (path: string) => Refusal,
  generation: number,
): readonly ModuleDescription[] {
  const own = [...modules].filter(([, { source }]) => !source.isInstalled)
  return own.map(([path, module]) => ({
    path,
    imports: importsOf(module).filter((imported) => modules.get(imported)?.source.isInstalled === false),
    ...(module.generation === generation ? refusalOf(path) : { reason: 'carried' as const }),
  }))
}

/** With what it has required so far. */
function importsOf({ source, required }: Module): readonly string[] {
  const imported = source.targets.flatMap((target) => (target.kind === 'source' ? [target.path] : []))
  return [...new Set([...imported, ...required])]
}
