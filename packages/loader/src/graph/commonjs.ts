import { dirname } from 'node:path'
import { anonymous } from '../compile/wrapper.ts'
import { runAs } from '../registries/users.ts'
import { interop } from './interop.ts'
import { newCommonJs, type CommonJsModule } from './module.ts'
import { fillCommonJsNamespace } from './namespace.ts'
import { dynamicImportOf, dynamicRequireOf, requireOf, typeCheckOf } from './requester.ts'

/** Runs a CommonJS module, unless it has run or is running. One that fails may be tried again, as in Node. */
export function runCommonJs(instance: CommonJsModule): void {
  if (instance.state !== 'new') return
  instance.state = 'running'
  const { unit, module } = instance
  const { path } = unit
  const require = requireOf(instance)
  module.require = require
  const { exports } = module
  const lazily = unit.lazily === 'require' ? dynamicRequireOf(instance) : dynamicImportOf(instance)
  const compiled = unit.compiled ? [interop, typeCheckOf(instance)] : []
  try {
    const parameters = [exports, require, module, path, dirname(path), lazily, ...compiled]
    runAs(instance, () => void Reflect.apply(unit.run, exports, parameters))
    if (unit.anonymousDefault) nameDefault(exports)
  } catch (error) {
    instance.state = 'new'
    instance.module = newCommonJs(path)
    throw error
  }
  module.loaded = true
  instance.state = 'done'
  if (instance.source.perGeneration) instance.holders.at(-1)?.ran(instance)
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

/** A default export without a name has in tsc's output that of a declaration, or none; the compiler gave it another. */
function nameDefault(exports: unknown): void {
  const value: unknown = Reflect.get(Object(exports), 'default')
  if (typeof value !== 'function' || value.name !== anonymous) return
  const isDeclared = /^(?:class|(?:async )?function)\b/.test(Function.prototype.toString.call(value))
  Object.defineProperty(value, 'name', { value: isDeclared ? 'default_1' : '', configurable: true })
}
