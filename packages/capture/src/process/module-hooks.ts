import { actAs } from '@hotseat/core'
import { currentApplication } from '../application.ts'

const builtin = process.getBuiltinModule('node:module')

/**
 * From now on hooks for Node's module loader that an application registers are there once for the process: those of
 * `register()`, which cannot be taken back and run in a thread of their own, by what they are; those of `registerHooks()`
 * as long as their generation (https://nodejs.org/api/module.html#customization-hooks).
 */
export function patchModuleHooks(): void {
  const registered = new Set<string>()
  replace('register', (native, given) => {
    const key = JSON.stringify(given.slice(0, 2).map(String))
    if (registered.has(key)) return undefined
    registered.add(key)
    // The thread that they run in is the process's.
    return actAs(undefined, (): unknown => Reflect.apply(native, builtin, given))
  })
  replace('registerHooks', (native, given) => {
    const hooks: unknown = Reflect.apply(native, builtin, given)
    currentApplication()?.onRelease(() => {
      if (isDeregistrable(hooks)) hooks.deregister()
    })
    return hooks
  })
  builtin.syncBuiltinESMExports()
}

/** @param instead what a call by an application does */
function replace(
  name: 'register' | 'registerHooks',
  instead: (native: Function, given: readonly unknown[]) => unknown,
): void {
  const native: unknown = Reflect.get(builtin, name)
  if (typeof native !== 'function') return
  Reflect.set(builtin, name, (...given: unknown[]): unknown =>
    currentApplication() ? instead(native, given) : Reflect.apply(native, builtin, given),
  )
}

function isDeregistrable(value: unknown): value is { deregister(): void } {
  return typeof value === 'object' && value !== null && 'deregister' in value
}
