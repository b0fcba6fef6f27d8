import type { ModuleReason } from '@hotseat/core'
import type { LoadedByPackages } from './loaded-by-packages.ts'
import type { Module } from './module.ts'
import type { Source } from './source.ts'

/** The sources of a generation, by path, and who imports each. */
interface Sources {
  readonly sources: ReadonlyMap<string, Source>
  readonly importers: ReadonlyMap<string, readonly string[]>
  readonly byPackages: LoadedByPackages
  /** If all others are those of the last generation: the sources that are not. */
  readonly replaced: ReadonlyMap<string, Source> | undefined
}

/** Why a module is not carried. */
export interface Refusal {
  readonly reason: Exclude<ModuleReason, 'carried'>
  /** The imported module that is not, absolute. */
  readonly because?: string
}

/**
 * The reuse rule: a module instance is carried into the next generation if and only if its own source and every
 * module that it imports, however deep, are. What is imported lazily does not count: it is looked up by generation.
 *
 * @param next the next generation's
 * @param instances of the last one, by path
 * @param refuse told of each module that is not carried, and why
 * @returns the instances that are carried: the greatest set that satisfies the rule, so cycles of unchanged modules are
 */
export function carriedModules(
  next: Sources,
  instances: ReadonlyMap<string, Module>,
  refuse: (path: string, refusal: Refusal) => void = () => undefined,
): Map<string, Module> {
  if (instances.size === 0) return new Map()
  // A copy of a whole map is many times as fast as its entries one by one, and most of them stay.
  const carried = new Map(instances)
  const dropped: string[] = []
  const requirers = new Map<string, string[]>()
  for (const [path, instance] of instances) {
    // The same source object: neither the file nor what its imports stand for has changed.
    const reason = refusalOf(instance, next.sources.get(path))
    if (reason) {
      carried.delete(path)
      refuse(path, { reason })
      dropped.push(path)
      continue
    }
    for (const required of instance.required) note(requirers, required, path)
  }
  if (!next.replaced) {
    for (const path of next.sources.keys()) if (!instances.has(path)) dropped.push(path)
    // What cannot be used any more, and is not needed before it is asked for.
    const isFaulty = (path: string): boolean => !next.sources.has(path)
    dropped.push(...[...next.importers.keys(), ...requirers.keys()].filter(isFaulty))
  }
  for (const path of dropped) {
    for (const importer of [...(next.importers.get(path) ?? []), ...(requirers.get(path) ?? [])]) {
      if (!carried.delete(importer)) continue
      dropped.push(importer)
      refuse(importer, { reason: 'import', because: path })
    }
  }
  if (next.byPackages.holds(carried)) return carried
  for (const path of carried.keys()) refuse(path, { reason: 'own-state' })
  next.byPackages.clear()
  return new Map()
}

/** By itself: what it imports is another matter. What has told a registry must tell that of each generation. */
function refusalOf(instance: Module, source: Source | undefined): Refusal['reason'] | undefined {
  if (source !== instance.source) return source?.unit === instance.unit ? 'resolved-anew' : 'changed'
  if (!instance.evaluated) return 'first'
  return source.perGeneration || (instance.kind !== 'json' && instance.registers) ? 'own-state' : undefined
}

function note(importers: Map<string, string[]>, imported: string, importer: string): void {
  const known = importers.get(imported)
  if (known) known.push(importer)
  else importers.set(imported, [importer])
}
