import type { Export } from '../compile/header.ts'
import type { Dependency, EsModule } from './module.ts'

/** Where an exported name leads: ResolveExport of https://tc39.es/ecma262/#sec-resolveexport. */
type Binding =
  | { readonly kind: 'found'; readonly get: () => unknown; readonly owner: object; readonly key: unknown }
  | { readonly kind: 'missing' | 'ambiguous' | 'circular' }
  /** It may come from a module whose names are not known yet. */
  | { readonly kind: 'unknown' }

/**
 * Gives a module's namespace the names that are known by now.
 * @returns whether these are all
 */
export function fillNamespace(module: EsModule): boolean {
  const { namespace, unit, getters } = module
  let complete = true
  const define = (name: string, get: () => unknown): void => {
    if (!Object.hasOwn(namespace, name)) Object.defineProperty(namespace, name, { enumerable: true, get })
  }
  const names = unit.stars.length === 0 ? unit.exports : exportedNames(module)
  for (const exported of names) {
    const getter = exported.kind === 'local' ? getters[exported.slot] : undefined
    if (getter) {
      define(exported.name, getter)
      continue
    }
    const binding = resolveExport(module, exported.name)
    if (binding.kind === 'found') define(exported.name, binding.get)
    if (binding.kind === 'unknown') complete = false
  }
  if (complete) complete = !hasUnknownNames(module, new Set())
  if (complete) Object.preventExtensions(namespace)
  module.complete = complete
  return complete
}

/** What an `import` of a name that the namespace does not have found instead. */
export function whyMissing(dependency: Dependency, name: string): 'missing' | 'ambiguous' | 'circular' | 'unknown' {
  if (dependency.kind !== 'module') return dependency.complete ? 'missing' : 'unknown'
  const { kind } = resolveExport(dependency, name)
  return kind === 'found' ? 'unknown' : kind
}

interface Visit {
  readonly module: EsModule
  readonly name: string
}

function resolveExport(module: EsModule, name: string, visited: Visit[] = []): Binding {
  if (visited.some((visit) => visit.module === module && visit.name === name)) return { kind: 'circular' }
  visited.push({ module, name })
  const exported = ownExports(module).get(name)
  if (exported) return resolveOwn(module, exported, visited)
  if (name === 'default') return { kind: 'missing' }
  let found: Binding = { kind: 'missing' }
  let unknown = false
  for (const index of module.unit.stars) {
    const dependency = module.dependencies[index]
    if (!dependency) continue
    const binding = resolveIn(dependency, name, visited, false)
    if (binding.kind === 'ambiguous') return binding
    if (binding.kind === 'unknown') unknown = true
    if (binding.kind !== 'found') continue
    if (found.kind === 'found' && (found.owner !== binding.owner || found.key !== binding.key)) {
      return { kind: 'ambiguous' }
    }
    found = binding
  }
  return found.kind === 'missing' && unknown ? { kind: 'unknown' } : found
}

function resolveOwn(module: EsModule, exported: Export, visited: Visit[]): Binding {
  if (exported.kind === 'local') {
    const get = module.getters[exported.slot]
    return get ? { kind: 'found', get, owner: module, key: exported.slot } : { kind: 'missing' }
  }
  const dependency = module.dependencies[exported.from]
  if (!dependency) return { kind: 'missing' }
  if (exported.kind === 'indirect') return resolveIn(dependency, exported.imported, visited, true)
  return { kind: 'found', get: () => dependency.namespace, owner: dependency, key: undefined }
}

/** @param named the name was written out, so that a module whose names are not known is taken to have it until it ran */
function resolveIn(dependency: Dependency, name: string, visited: Visit[], named: boolean): Binding {
  if (dependency.kind === 'module') return resolveExport(dependency, name, visited)
  const { namespace, complete } = dependency
  if (complete && namespace) {
    if (!(name in namespace)) return { kind: 'missing' }
    return { kind: 'found', get: () => namespace[name], owner: dependency, key: name }
  }
  if (!named) return { kind: 'unknown' }
  return { kind: 'found', get: () => dependency.namespace?.[name], owner: dependency, key: name }
}

const indexes = new WeakMap<EsModule['unit'], ReadonlyMap<string, Export>>()

function ownExports({ unit }: EsModule): ReadonlyMap<string, Export> {
  const known = indexes.get(unit)
  if (known) return known
  const index = new Map(unit.exports.map((exported) => [exported.name, exported]))
  indexes.set(unit, index)
  return index
}

/** GetExportedNames of https://tc39.es/ecma262/#sec-getexportednames, sorted. */
function exportedNames(module: EsModule): Export[] {
  const names = new Map<string, Export>()
  const visited = new Set<EsModule>()
  const visit = (visiting: EsModule): void => {
    visited.add(visiting)
    for (const exported of visiting.unit.exports) {
      if (visiting === module) names.set(exported.name, exported)
      else if (exported.name !== 'default') add(exported.name)
    }
    for (const index of visiting.unit.stars) {
      const dependency = visiting.dependencies[index]
      if (dependency?.kind === 'module') {
        if (!visited.has(dependency)) visit(dependency)
      } else if (dependency?.complete) {
        for (const name of Object.keys(dependency.namespace ?? {})) if (name !== 'default') add(name)
      }
    }
  }
  const add = (name: string): void => {
    // Where it leads is resolved by name: the index means nothing.
    if (!names.has(name)) names.set(name, { name, kind: 'indirect', from: -1, imported: name })
  }
  visit(module)
  return [...names.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

function hasUnknownNames(module: EsModule, visited: Set<EsModule>): boolean {
  visited.add(module)
  return module.unit.stars.some((index) => {
    const dependency = module.dependencies[index]
    if (!dependency) return false
    if (dependency.kind !== 'module') return !dependency.complete
    return !visited.has(dependency) && hasUnknownNames(dependency, visited)
  })
}
