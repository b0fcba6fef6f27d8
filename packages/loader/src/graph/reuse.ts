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

/**
 * The reuse rule: a module instance is carried into the next generation if and only if its own source and every
 * module that it imports, however deep, are. What is imported lazily does not count: it is looked up by generation.
 *
 * @param next the next generation's
 * @param instances of the last one, by path
 * @returns the instances that are carried: the greatest set that satisfies the rule, so cycles of unchanged modules are
 */
export function carriedModules(next: Sources, instances: ReadonlyMap<string, Module>): Map<string, Module> {
  if (instances.size === 0) return new Map()
  // A copy of a whole map is many times as fast as its entries one by one, and most of them stay.
  const carried = new Map(instances)
  const dropped: string[] = []
  const requirers = new Map<string, string[]>()
  for (const [path, instance] of instances) {
    // The same source object: neither the file nor what its imports stand for has changed.
    if (next.sources.get(path) !== instance.source || !mayBeCarried(instance)) {
      carried.delete(path)
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
    for (const importer of next.importers.get(path) ?? []) if (carried.delete(importer)) dropped.push(importer)
    for (const requirer of requirers.get(path) ?? []) if (carried.delete(requirer)) dropped.push(requirer)
  }
  if (next.byPackages.holds(carried)) return carried
  next.byPackages.clear()
  return new Map()
}

/** By itself: what it imports is another matter. What has told a registry must tell that of each generation. */
function mayBeCarried(instance: Module): boolean {
  return instance.evaluated && !instance.source.perGeneration && (instance.kind === 'json' || !instance.registers)
}

function note(importers: Map<string, string[]>, imported: string, importer: string): void {
  const known = importers.get(imported)
  if (known) known.push(importer)
  else importers.set(imported, [importer])
}
