import { dirname } from 'node:path'
import { runAs } from '../registries/users.ts'
import { newCommonJs, type CommonJsModule } from './module.ts'
import { fillCommonJsNamespace } from './namespace.ts'
import { dynamicImportOf, requireOf } from './requester.ts'

/** Runs a CommonJS module, unless it has run or is running. One that fails may be tried again, as in Node. */
export function runCommonJs(instance: CommonJsModule): void {
  if (instance.state !== 'new') return
  instance.state = 'running'
  const { unit, module } = instance
  const { path } = unit
  const require = requireOf(instance)
  module.require = require
  try {
    const parameters = [module.exports, require, module, path, dirname(path), dynamicImportOf(instance)]
    runAs(instance, () => void Reflect.apply(unit.run, module.exports, parameters))
  } catch (error) {
    instance.state = 'new'
    instance.module = newCommonJs(path)
    throw error
  }
  module.loaded = true
  instance.state = 'done'
}

/** What an import of a CommonJS module does: it runs, and its namespace gets what it exports then, once. */
export function importCommonJs(instance: CommonJsModule): void {
  const { imported } = instance
  if (imported?.error) throw imported.error.value
  if (imported) return
  instance.importing = true
  try {
    runCommonJs(instance)
  } catch (value) {
    instance.imported = { error: { value } }
    throw value
  } finally {
    instance.importing = false
  }
  instance.imported = {}
  fillCommonJsNamespace(instance.namespace, instance.module.exports)
}
