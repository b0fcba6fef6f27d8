import type { EsModule } from './module.ts'

/** What a module is given of each of its imports: as much as it speaks of. */
export function givenTo({ unit, dependencies }: EsModule): unknown[] {
  return dependencies.map((dependency, index) => {
    // Of others it also tells that they are imported.
    if (dependency.kind !== 'module') return dependency.namespace
    const use = unit.imports[index]?.use
    if (use === 'nothing') return undefined
    return use === 'names' ? dependency.bindings : dependency.namespace
  })
}
