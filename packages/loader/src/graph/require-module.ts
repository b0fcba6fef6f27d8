import { errors } from '../errors.ts'
import { evaluateNow, type Evaluation } from './evaluate.ts'
import { EsModule, type Module } from './module.ts'
import { requiredNamespace } from './namespace.ts'

/** What `require()` of an ES module needs of its graph. */
export interface RequireHost {
  readonly modules: ReadonlyMap<string, Module>
  readonly evaluation: Evaluation
  /** Links new modules, none of which awaits at the top level. */
  link(modules: readonly EsModule[]): void
}

/**
 * Evaluates an ES module at once, with all that it imports.
 *
 * @param fresh the instances that were made for it
 * @returns what `require()` gives
 * @throws {Error} of Node's codes, where a module cannot be had at once; or what the module throws
 */
export function requireModule(root: EsModule, fresh: readonly Module[], host: RequireHost, importer: string): unknown {
  const reached = reachedFrom(root, host.modules)
  const modules = reached.filter((each) => each instanceof EsModule)
  const isAsync = modules.some(({ unit }) => unit.async)
  // Node looks for cycles while it links, so not behind what was linked before.
  if (!root.linked && reachedFrom(root, host.modules, ({ linked }) => !linked).some(isRunning))
    throw errors.requireCycle(root.unit.path, importer)
  if (isAsync) throw errors.requireAsync(root.unit.path, importer)
  if (isRunning(root)) throw errors.requireCycle(root.unit.path, importer)
  host.link(fresh.filter((each) => each instanceof EsModule))
  // Those that an `import()` is linking at this moment.
  if (modules.some(({ linked }) => !linked)) throw errors.requireCycle(root.unit.path, importer)
  evaluateNow(root, host.evaluation)
  return requiredNamespace(root.namespace)
}

function isRunning(module: Module): boolean {
  if (module.kind === 'module') return module.status === 'evaluating'
  return module.kind === 'commonjs' && module.state === 'running' && (module.importing || !module.linked)
}

/** A module, the ES modules that it imports, however deep, and what else these import; as far as `follow` allows. */
function reachedFrom(
  root: EsModule,
  modules: ReadonlyMap<string, Module>,
  follow: (module: EsModule) => boolean = () => true,
): readonly Module[] {
  const reached = new Set<Module>([root])
  for (const each of reached) {
    for (const target of each.kind === 'module' && follow(each) ? each.source.targets : []) {
      const module = target.kind === 'source' ? modules.get(target.path) : undefined
      if (module) reached.add(module)
    }
  }
  return [...reached]
}
