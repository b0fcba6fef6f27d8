import type { Binding } from './library.ts'

/** How a report calls what a binding makes. */
export function nameOfBinding({ implementationType, serviceIdentifier, type }: Binding): string {
  if (implementationType) return implementationType.name || 'an instance of an anonymous class'
  return type === 'ConstantValue' || type === 'Factory'
    ? `the value of ${nameOf(serviceIdentifier)}`
    : `what was made for ${nameOf(serviceIdentifier)}`
}

/** A service identifier as a person reads it. */
export function nameOf(identifier: unknown): string {
  if (typeof identifier === 'function') return identifier.name || 'an anonymous class'
  return typeof identifier === 'symbol' ? String(identifier) : `'${String(identifier)}'`
}
