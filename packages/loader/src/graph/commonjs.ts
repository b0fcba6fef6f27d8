import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Unit } from '../compile/unit.ts'
import type { CommonJsModule } from './module.ts'
import { dynamicImportOf, requireOf } from './requester.ts'

/**
 * Runs a CommonJS module, unless it has run or is running. As an import does, it fails again with what it failed with.
 */
export function runCommonJs(instance: CommonJsModule): void {
  if (instance.state === 'failed') throw instance.error
  if (instance.state !== 'new') return
  instance.state = 'running'
  const { unit, module } = instance
  const { path } = unit
  const require = Object.defineProperties(requireOf(instance), {
    resolve: { get: () => requireAt(unit).resolve },
    cache: { get: () => requireAt(unit).cache },
    main: { get: () => requireAt(unit).main },
  })
  try {
    unit.run.call(module.exports, module.exports, require, module, path, dirname(path), dynamicImportOf(instance))
  } catch (error) {
    instance.state = 'failed'
    instance.error = error
    throw error
  }
  instance.finish()
}

/** What Node itself requires for a module: an installed package, a builtin, an addon. */
export function nativeRequire(importer: Unit, url: string): unknown {
  return requireAt(importer)(url.startsWith('file:') ? fileURLToPath(url) : url)
}

const requires = new WeakMap<Unit, NodeJS.Require>()

function requireAt(unit: Unit): NodeJS.Require {
  const require = requires.get(unit) ?? createRequire(unit.path)
  requires.set(unit, require)
  return require
}
