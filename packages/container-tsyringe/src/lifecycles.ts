import { madeLike, memberOf } from './factories.ts'
import type { InnerContainer, OwnLibrary, Registration } from './library.ts'
import type { Registrations } from './registrations.ts'

/**
 * Makes lifecycles hold in child containers, at every depth:
 * - What lives as long as the container that it is registered in is constructed by that container, out of what is
 *   registered there, whoever asks first. tsyringe constructs it in the child that asks, with the child's values,
 *   and disposes it with the child (https://github.com/microsoft/tsyringe/issues/237).
 * - A child's own copies of `ContainerScoped` registrations are made when they are first looked up, not when the
 *   child is created: that costs the child nothing, and those that a lazily imported module adds are copied too.
 */
export function keepLifecycles(library: OwnLibrary, registrations: Registrations): void {
  const { Lifecycle, methods } = library
  const { isRegistered, resolveRegistration } = methods
  const cachesForAll = madeLike(library.instanceCachingFactory(() => undefined))

  const livesWithOwner = ({ options, provider }: Registration): boolean =>
    options.lifecycle === Lifecycle.Singleton || cachesForAll(memberOf(provider, 'useFactory'))

  const isScoped = ({ options }: Registration): boolean => options.lifecycle === Lifecycle.ContainerScoped

  const copyScoped = ({ _registry: registry, parent }: InnerContainer, token: unknown): void => {
    if (!parent || registry.has(token) || !parent.isRegistered(token)) return
    const inherited = parent._registry.getAll(token)
    if (!inherited.some(isScoped)) return
    const copies = inherited.map((entry) =>
      isScoped(entry) ? { provider: entry.provider, options: entry.options } : entry,
    )
    registry.setAll(token, copies)
  }

  methods.createChildContainer = function () {
    this.ensureNotDisposed()
    return new this.constructor(this)
  }
  methods.isRegistered = function (token, recursive) {
    copyScoped(this, token)
    return isRegistered.call(this, token, recursive)
  }
  methods.resolveRegistration = function (registration, context) {
    const owner = livesWithOwner(registration) ? registrations.ownerOf(registration) : this
    if (owner === this) return resolveRegistration.call(this, registration, context)
    // A fresh context: what is shared within this resolution belongs to the child.
    return owner.resolveRegistration(registration, { scopedResolutions: new Map() })
  }
}
