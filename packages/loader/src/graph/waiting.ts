import type { External } from './external.ts'
import { givenTo } from './given.ts'
import type { EsModule } from './module.ts'
import { fillNamespace } from './resolve-export.ts'

/** The linked modules that still lack something of modules of Node's that were not loaded at that time. */
export class Waiting {
  readonly #importers = new Map<External, EsModule[]>()
  readonly #incomplete = new Set<EsModule>()

  add(module: EsModule): void {
    for (const dependency of module.dependencies) {
      if (dependency.kind !== 'external' || dependency.complete) continue
      const importers = this.#importers.get(dependency)
      if (importers) importers.push(module)
      else this.#importers.set(dependency, [module])
    }
    if (!module.complete) this.#incomplete.add(module)
  }

  /** Gives the modules that waited for it what it has. */
  completed(dependency: External): void {
    const importers = this.#importers.get(dependency)
    if (!importers) return
    this.#importers.delete(dependency)
    for (const importer of importers) importer.rebind?.(givenTo(importer))
    for (const module of this.#incomplete) if (fillNamespace(module)) this.#incomplete.delete(module)
  }

  clear(): void {
    this.#importers.clear()
    this.#incomplete.clear()
  }
}
