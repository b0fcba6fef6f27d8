import { HotseatError } from '@hotseat/core'
import { errors, unresolvedCode } from '../errors.ts'
import { AbsentType } from '../runtime/absent-type.ts'
import { requireAt } from './native-require.ts'
import { interop } from './interop.ts'
import type { CommonJsModule, Holder, Module } from './module.ts'
import type { Namespace } from './namespace.ts'
import { requesterAmong } from './running.ts'

/**
 * The graph in which an instance, which more than one generation may hold, gets what it asks for now.
 * @throws {HotseatError} `HOTSEAT_LOADER_RELEASED`
 */
function holderOf(instance: Module, specifier: string): Holder {
  const holder = requesterAmong(instance.holders)
  if (!holder) throw errors.released(specifier, instance.unit.path)
  return holder
}

/** The instance of another file that is to a module what its imports are. */
export function moduleBeside(instance: Module, path: string): Module | undefined {
  return path === instance.unit.path ? instance : holderOf(instance, path).modules.get(path)
}

/** The `import()` of a module. */
export function dynamicImportOf(instance: Module): (specifier: unknown) => Promise<Namespace> {
  return async (specifier) => {
    const name = String(specifier)
    return await importOrNotFound(name, async () => await holderOf(instance, name).importFrom(instance, name))
  }
}

/** What is not there is an error of Node's code to the application and its packages. */
export async function importOrNotFound(specifier: string, work: () => Promise<Namespace>): Promise<Namespace> {
  try {
    return await work()
  } catch (error) {
    throw HotseatError.is(error) && error.code === unresolvedCode ? errors.notFound(specifier, error) : error
  }
}

/** The `import()` of a module that is compiled to CommonJS, as tsc has it: a `require()`, later. */
export function dynamicRequireOf(instance: CommonJsModule): (specifier: unknown) => Promise<unknown> {
  const isWrapped = instance.unit.settings.modules.interop
  // Not `async`, which would take it one turn of the microtask queue more.
  return (specifier) => {
    const name = String(specifier)
    return Promise.resolve().then(() => {
      const module = holderOf(instance, name).requireLazily(instance, name)
      return isWrapped ? interop.all(module) : module
    })
  }
}

/** Stands before a type in decorator metadata: if a cycle is why it is not there, it says so as it would in ES modules. */
export function typeCheckOf(instance: CommonJsModule) {
  return (type: unknown, index: number, name: string): unknown => {
    if (type !== undefined) return type
    const holder = holderOf(instance, name)
    if (!holder.isPending(instance, index, name)) return Object
    return new AbsentType(new ReferenceError(`Cannot access '${name}' before initialization`))
  }
}

/** The `require()` of a module. */
export function requireOf(instance: Module): (specifier: string) => unknown {
  const require = (specifier: string): unknown => holderOf(instance, specifier).requireFrom(instance, specifier)
  const resolve = (specifier: string, options?: NodeJS.RequireResolveOptions): string =>
    holderOf(instance, specifier).resolveFrom(instance, specifier, options)
  const native = (): NodeJS.Require => requireAt(instance.unit)
  return Object.defineProperties(require, {
    resolve: {
      value: Object.defineProperty(resolve, 'paths', { get: (): unknown => Reflect.get(native().resolve, 'paths') }),
    },
    cache: { get: () => holderOf(instance, 'require.cache').requireCache },
    main: { get: () => holderOf(instance, 'require.main').main },
    extensions: { get: () => Reflect.get(native(), 'extensions') },
  })
}
