import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Unit } from '../compile/unit.ts'
import { requiringPackage } from '../registries/guard.ts'

/** What Node itself requires for a module: an installed package, a builtin, an addon. */
export function nativeRequire(importer: Unit, url: string): unknown {
  return requiringPackage((): unknown => requireAt(importer)(url.startsWith('file:') ? fileURLToPath(url) : url))
}

const requires = new WeakMap<Unit, NodeJS.Require>()

/** The `require()` that Node itself would give a module. */
export function requireAt(unit: Unit): NodeJS.Require {
  const require = requires.get(unit) ?? createRequire(unit.path)
  requires.set(unit, require)
  return require
}
