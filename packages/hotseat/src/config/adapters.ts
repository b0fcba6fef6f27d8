import type { ContainerFactory, ModuleLoader, ServerBinding, Watcher } from '@hotseat/core'

// An adapter is told by its name and by the one method of its port. Types cannot be checked at run time.

export function isWatcher(value: unknown): value is Watcher {
  return hasNameAnd('watch', value)
}

export function isLoader(value: unknown): value is ModuleLoader {
  return hasNameAnd('load', value)
}

export function isContainerFactory(value: unknown): value is ContainerFactory<unknown> {
  return hasNameAnd('create', value)
}

export function isServerBinding(value: unknown): value is ServerBinding<unknown> {
  return hasNameAnd('mount', value)
}

function hasNameAnd(method: string, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return typeof Reflect.get(value, 'name') === 'string' && typeof Reflect.get(value, method) === 'function'
}
