import type { EsModule } from './module.ts'

/** What a module is given of each of its imports: as much as it speaks of. */
export function givenTo({ unit, dependencies }: EsModule): unknown[] {
  return dependencies.map((dependency, index) => {
    // Of others it also tells that they are imported.
    if (dependency.kind !== 'module') return dependency.namespace
    switch (unit.imports[index]?.use) {
      case 'names':
        return dependency.bindings
      case 'nothing':
        return undefined
      default:
        return dependency.namespace
    }
  })
}
