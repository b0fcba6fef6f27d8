import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import type { CommonJsModule } from './module.ts'
import { fillCommonJsNamespace, initNamespace } from './namespace.ts'
import { dynamicImportOf, requireOf } from './requester.ts'

/**
 * Runs a CommonJS module, unless it has run or is running. As an import does, it fails again with what it failed with.
 */
export function runCommonJs(instance: CommonJsModule): void {
  if (instance.state === 'failed') throw instance.error
  if (instance.state !== 'new') return
  instance.state = 'running'
  initNamespace(instance.namespace)
  const { unit, module } = instance
  const { path } = unit
  const { resolve, cache, main } = createRequire(path)
  const require = Object.assign(requireOf(instance), { resolve, cache, main })
  try {
    unit.run.call(module.exports, module.exports, require, module, path, dirname(path), dynamicImportOf(instance))
  } catch (error) {
    instance.state = 'failed'
    instance.error = error
    throw error
  }
  module.loaded = true
  instance.state = 'done'
  fillCommonJsNamespace(instance.namespace, module.exports)
}
