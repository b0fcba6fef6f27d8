import 'reflect-metadata'
import { createRequire } from 'node:module'
import type * as tsyringe from 'tsyringe'

export type Tsyringe = typeof tsyringe
export type Class = Parameters<ReturnType<Tsyringe['injectable']>>[0]

/** An instance of tsyringe that nobody else has, as the loader gives every generation one. */
export function freshTsyringe(): Tsyringe {
  // A new one every time: the list of children in the last one's module would keep all copies alive.
  const require = createRequire(import.meta.url)
  forget(require)
  const library: Tsyringe = require('tsyringe')
  forget(require)
  return library
}

function forget(require: NodeJS.Require): void {
  for (const path of Object.keys(require.cache)) {
    if (path.includes('/node_modules/tsyringe/')) delete require.cache[path]
  }
}

/** Does what `@injectable()` and the compiler's metadata do for a class whose constructor takes `types`. */
export function injectable(library: Tsyringe, target: Class, ...types: readonly unknown[]): void {
  describeConstructor(target, types)
  library.injectable()(target)
}

/** As {@link injectable}, with `@singleton()`. */
export function singleton(library: Tsyringe, target: Class, ...types: readonly unknown[]): void {
  describeConstructor(target, types)
  library.singleton()(target)
}

/** As {@link injectable}, with `@scoped(Lifecycle.ContainerScoped)`. */
export function scoped(library: Tsyringe, target: Class, ...types: readonly unknown[]): void {
  describeConstructor(target, types)
  library.scoped(library.Lifecycle.ContainerScoped)(target)
}

function describeConstructor(target: Class, types: readonly unknown[]): void {
  Reflect.defineMetadata('design:paramtypes', [...types], target)
}
