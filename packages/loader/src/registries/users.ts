import { AsyncLocalStorage } from 'node:async_hooks'
import type { CommonJsModule, EsModule } from '../graph/module.ts'

/** A module of the application that is running for the first time. */
type Runner = EsModule | CommonJsModule

/** The packages that are being loaded, as the registries that they use know it. */
export interface PackageLoad {
  /** By registry: what was in it before. */
  readonly before: Map<object, unknown>
}

let runner: Runner | undefined
const runners = new AsyncLocalStorage<Runner>()
const packageLoads = new AsyncLocalStorage<PackageLoad>()

/** Runs the code of a module: what it does meanwhile to registries is its doing. */
export function runAs<Result>(module: Runner, code: () => Result): Result {
  const outer = runner
  runner = module
  try {
    // What follows an `await` is known by the storage, which costs more than the modules that have none would like.
    return module.kind === 'module' && module.unit.async ? runners.run(module, code) : code()
  } finally {
    runner = outer
  }
}

/** The module that runs now, unless it has run to its end before. */
export function currentRunner(): Runner | undefined {
  if (runner) return runner
  const earlier = runners.getStore()
  return earlier?.evaluated === false ? earlier : undefined
}

/** Loads something of Node's: what it does meanwhile to registries is done once, for all generations. */
export function loadAs<Result>(load: PackageLoad, work: () => Result): Result {
  return packageLoads.run(load, work)
}

export function currentPackageLoad(): PackageLoad | undefined {
  return packageLoads.getStore()
}
