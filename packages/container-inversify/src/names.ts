import { nameOfToken } from '@hotseat/core'
import type { Binding } from './library.ts'

/** How a report calls what a binding makes. */
export function nameOfBinding({ implementationType, serviceIdentifier, type }: Binding): string {
  if (implementationType) return implementationType.name || 'an instance of an anonymous class'
  return type === 'ConstantValue' || type === 'Factory'
    ? `the value of ${nameOfToken(serviceIdentifier)}`
    : `what was made for ${nameOfToken(serviceIdentifier)}`
}
