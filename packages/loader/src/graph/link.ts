import { dirname } from 'node:path'
import { isUsedOnlyInMetadata } from '../compile/type-only.ts'
import type { Link, ModuleFunction } from '../compile/wrapper.ts'
import { errors } from '../errors.ts'
import { locateImport } from '../stack/locate-import.ts'
import { importMeta, type MetaHost } from './import-meta.ts'
import { givenTo } from './given.ts'
import { reasonWhy } from './missing-export.ts'
import type { Dependency, EsModule } from './module.ts'
import { dynamicImportOf, requireOf } from './requester.ts'
import { fillNamespace, whyMissing } from './resolve-export.ts'
import type { Waiting } from './waiting.ts'

/** What the modules of a graph need of it. */
export interface LinkHost extends MetaHost {
  dependenciesOf(module: EsModule): readonly Dependency[]
}

/**
 * Links modules: binds their imports and exports, and runs nothing of them. Modules that await at the top level take
 * a few turns of the microtask queue to get there; without one it is all done when the call returns.
 *
 * @throws {HotseatError} `HOTSEAT_LOADER_MISSING_EXPORT`
 */
export function link(modules: readonly EsModule[], host: LinkHost, waiting: Waiting): Promise<void> | undefined {
  for (const module of modules) {
    module.dependencies = host.dependenciesOf(module)
  }
  const pending: Promise<void>[] = []
  for (const module of modules) {
    const body = instantiate(module, host)
    module.body = body
    const linked = body.next()
    if (linked instanceof Promise) pending.push(linked.then((result) => bind(module, result)))
    else bind(module, linked)
  }
  if (pending.length === 0) return finish(modules, waiting)
  return Promise.all(pending).then(() => finish(modules, waiting))
}

function instantiate(module: EsModule, host: LinkHost): ReturnType<ModuleFunction> {
  const { unit } = module
  const parameters: unknown[] = [
    unit.usesMeta ? importMeta(module, host) : undefined,
    unit.usesImport ? dynamicImportOf(module) : undefined,
  ]
  if (unit.commonJsNames) parameters.push(requireOf(module), unit.path, dirname(unit.path))
  for (const given of givenTo(module)) parameters.push(given)
  // Not as a method: at the top level of a module `this` is undefined.
  return Reflect.apply(unit.run, undefined, parameters)
}

function bind(module: EsModule, result: IteratorResult<Link, void>): void {
  if (result.done === true) throw errors.internal(module.unit.path, 'a module without a link phase')
  module.bind(result.value)
}

function finish(modules: readonly EsModule[], waiting: Waiting): undefined {
  for (const module of modules) {
    module.linked = true
    if (!module.complete) fillNamespace(module)
    if (!module.complete || module.dependencies.some(isPending)) waiting.add(module)
    else module.rebind = undefined
  }
  for (const module of modules) checkImports(module)
}

function isPending(dependency: Dependency): boolean {
  return dependency.kind === 'external' && !dependency.complete
}

/**
 * Checks that what a module imports exists. What may come from a module whose names are not known yet is left for later.
 *
 * @throws {HotseatError} `HOTSEAT_LOADER_MISSING_EXPORT`
 */
export function checkImports(module: EsModule): void {
  const { unit, dependencies } = module
  module.unchecked = false
  for (let index = 0; index < dependencies.length; index++) {
    const dependency = dependencies[index]
    const imported = unit.imports[index]
    if (!dependency || !imported || imported.names.length === 0) continue
    if (isPending(dependency)) {
      module.unchecked = true
      continue
    }
    const exported = dependency.kind === 'module' ? dependency.bindings : dependency.namespace
    for (const name of imported.names) {
      if (exported && name in exported) continue
      const why = whyMissing(dependency, name)
      if (why === 'unknown') {
        module.unchecked = true
      } else if (!isUsedOnlyInMetadata(unit, index, name)) {
        const exporter = dependency.kind === 'external' ? imported.specifier : dependency.unit.path
        const location = locateImport(unit, imported.specifier, name)
        const chain = module.holders.at(-1)?.chainOf(unit.path) ?? []
        throw errors.missingExport(name, exporter, location, reasonWhy(why, dependency, name), chain)
      }
    }
  }
}
