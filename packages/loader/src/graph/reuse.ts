import type { Module } from './module.ts'
import type { Source } from './source.ts'

/**
 * The reuse rule: a module instance is carried into the next generation if and only if its own source and every
 * module that it imports, however deep, are. What is imported lazily does not count: it is looked up by generation.
 *
 * @param sources of the next generation, by path
 * @param instances of the last one, by path
 * @returns the instances that are carried: the greatest set that satisfies the rule, so cycles of unchanged modules are
 */
export function carriedModules(
  sources: ReadonlyMap<string, Source>,
  instances: ReadonlyMap<string, Module>,
): Map<string, Module> {
  const carried = new Map<string, Module>()
  const dropped: string[] = []
  const importers = new Map<string, string[]>()
  for (const [path, source] of sources) {
    const instance = instances.get(path)
    // The same source object: neither the file nor what its imports stand for has changed.
    if (instance?.evaluated === true && instance.source === source && !source.perGeneration) carried.set(path, instance)
    else dropped.push(path)
    for (const target of source.targets) if (target.kind === 'source') note(importers, target.path, path)
    for (const { target } of source.required.values()) if (target.kind === 'source') note(importers, target.path, path)
  }
  for (const path of dropped) {
    for (const importer of importers.get(path) ?? []) if (carried.delete(importer)) dropped.push(importer)
  }
  return carried
}

function note(importers: Map<string, string[]>, imported: string, importer: string): void {
  const known = importers.get(imported)
  if (known) known.push(importer)
  else importers.set(imported, [importer])
}
