import 'reflect-metadata'
import { inject, injectable, postConstruct, preDestroy } from 'inversify'
import type { BindingScope } from 'inversify'

type Class = new (...args: never[]) => object

/** Does what `@injectable(scope)` and the compiler's metadata do for a class whose constructor takes `types`. */
export function decorated(target: Class, types: readonly unknown[] = [], scope?: BindingScope): void {
  Reflect.defineMetadata('design:paramtypes', [...types], target)
  injectable(scope)(target)
}

/** As {@link decorated}, for a singleton. */
export function singleton(target: Class, ...types: readonly unknown[]): void {
  decorated(target, types, 'Singleton')
}

/** Puts `@preDestroy()` on a method. */
export function destroyedBy(target: Class, method: string | symbol): void {
  preDestroy()(target.prototype, method, {})
}

/** Puts `@postConstruct()` on a method. */
export function initialisedBy(target: Class, method: string): void {
  postConstruct()(target.prototype, method, {})
}

/** Puts `@inject(identifier)` on a property. */
export function injectedInto(target: Class, property: string, identifier: Parameters<typeof inject>[0]): void {
  inject(identifier)(target.prototype, property)
}
