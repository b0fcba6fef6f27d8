import { dirname } from 'node:path'
import { isUsedOnlyInMetadata } from '../compile/type-only.ts'
import type { Link, ModuleFunction } from '../compile/wrapper.ts'
import { errors } from '../errors.ts'
import { locateImport } from '../stack/locate-import.ts'
import { importMeta, type MetaHost } from './import-meta.ts'
import type { Dependency, EsModule } from './module.ts'
import { initNamespace } from './namespace.ts'
import { dynamicImportOf, requireOf } from './requester.ts'
import { reasonWhy } from './missing-export.ts'
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
    initNamespace(module.namespace)
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
  const { unit, dependencies } = module
  const parameters: unknown[] = [
    unit.usesMeta ? importMeta(module, host) : undefined,
    unit.usesImport ? dynamicImportOf(module) : undefined,
  ]
  if (unit.commonJsNames) parameters.push(requireOf(module), unit.path, dirname(unit.path))
  for (const { namespace } of dependencies) parameters.push(namespace)
  // Not as a method: at the top level of a module `this` is undefined.
  return Reflect.apply(unit.run, undefined, parameters)
}

function bind(module: EsModule, result: IteratorResult<Link, void>): void {
  if (result.done === true) throw errors.internal(module.unit.path, 'a module without a link phase')
  ;[module.getters, module.rebind] = result.value
}

function finish(modules: readonly EsModule[], waiting: Waiting): undefined {
  for (const module of modules) {
    module.linked = true
    fillNamespace(module)
    if (!module.complete || module.dependencies.some((each) => each.kind === 'external' && !each.complete))
      waiting.add(module)
  }
  for (const module of modules) checkImports(module)
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
    if (dependency.kind === 'external' && !dependency.complete) {
      module.unchecked = true
      continue
    }
    for (const name of imported.names) {
      if (dependency.namespace && name in dependency.namespace) continue
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
