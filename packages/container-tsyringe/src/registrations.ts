import { nameOfToken } from '@hotseat/core'
import type { InnerContainer, OwnLibrary, Registration } from './library.ts'

interface Origin {
  readonly owner: InnerContainer
  readonly token: unknown
}

/** Where registrations were made; tsyringe itself hands them on without saying so. */
export interface Registrations {
  ownerOf(registration: Registration): InnerContainer
  /** The token as a report shows it. */
  nameOf(registration: Registration): string
}

/** Notes, from now on and for all that decorators have registered already, where a registration was made. */
export function noteRegistrations({ container: root, methods }: OwnLibrary): Registrations {
  const origins = new WeakMap<Registration, Origin>()
  for (const [token, registrations] of root._registry.entries()) {
    for (const registration of registrations) origins.set(registration, { owner: root, token })
  }
  const { register } = methods
  methods.register = function (token, provider, options) {
    const result = register.call(this, token, provider, options)
    const registration = this._registry.get(token)
    if (registration) origins.set(registration, { owner: this, token })
    return result
  }
  return {
    ownerOf: (registration) => origins.get(registration)?.owner ?? root,
    nameOf: (registration) => nameOfToken(origins.get(registration)?.token),
  }
}

export function nameOfClass(target: { readonly name: string }): string {
  return target.name || 'an anonymous class'
}
