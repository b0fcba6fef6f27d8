import { containerDisposed, disposerOf, Ledger, nameOfToken, type BuildContext } from '@hotseat/core'
import { madeLike, memberOf } from './factories.ts'
import type { InnerContainer, OwnLibrary } from './library.ts'
import { nameOfClass, type Registrations } from './registrations.ts'

/**
 * Makes the containers remember what is to be disposed with them, and dispose it:
 * - what a container constructs, in the order of completion;
 * - what a factory makes: with the container that the factory is registered in, since it may hand the same thing out
 *   again (`instancePerContainerCachingFactory` says that it will not);
 * - what a promise that a factory gave settles with, as if the factory had given that;
 * - values registered in the root. Those registered in a child, such as a request, come from outside and stay there.
 *
 * Returns how a build that failed is discarded.
 */
export function trackDisposables(
  library: OwnLibrary,
  registrations: Registrations,
  context: BuildContext,
): () => Promise<void> {
  const { container: root, methods } = library
  const { construct, register, resolveRegistration } = methods
  const ledgers = new WeakMap<InnerContainer, Ledger>()
  // Looking at a proxy made by delay() would resolve what it stands for.
  const delayed = new WeakSet<object>()
  const awaited = new WeakSet<Promise<unknown>>()
  const cachesPerContainer = madeLike(library.instancePerContainerCachingFactory(() => undefined))

  const ledgerOf = (container: InnerContainer): Ledger => {
    const known = ledgers.get(container)
    if (known) return known
    const ledger = new Ledger(context, container.parent && ledgerOf(container.parent))
    ledgers.set(container, ledger)
    return ledger
  }
  const track = (thing: unknown, container: InnerContainer, name: () => string): void => {
    if (!isObject(thing) || delayed.has(thing) || thing instanceof root.constructor) return
    if (thing instanceof Promise) {
      if (awaited.has(thing)) return
      awaited.add(thing)
      ledgerOf(container).holdPromised(thing, name(), (settled) => track(settled, container, name))
      return
    }
    if (disposerOf(thing)) ledgerOf(container).hold(thing, { name: name() })
  }
  const trackValue = (provider: unknown, token: unknown): void =>
    track(memberOf(provider, 'useValue'), root, () => `the value of ${nameOfToken(token)}`)

  methods.construct = function (target, resolution) {
    const instance = construct.call(this, target, resolution)
    if (typeof target === 'function') track(instance, this, () => nameOfClass(target))
    else if (isObject(instance)) delayed.add(instance)
    return instance
  }
  methods.register = function (token, provider, options) {
    // Before tsyringe's own, which throws once the container is disposed: then nobody else lets the value go.
    if (this === root) trackValue(provider, token)
    return register.call(this, token, provider, options)
  }
  methods.registerInstance = function (token, instance) {
    return this.register(token, { useValue: instance })
  }
  methods.resolveRegistration = function (registration, resolution) {
    const resolved = resolveRegistration.call(this, registration, resolution)
    const factory = memberOf(registration.provider, 'useFactory')
    const isHeld = (at: InnerContainer) => isObject(resolved) && ledgers.get(at)?.holds(resolved) === true
    if (factory === undefined || nearest(this, isHeld)) return resolved
    const holder = cachesPerContainer(factory) ? this : registrations.ownerOf(registration)
    track(resolved, holder, () => `what the factory of ${registrations.nameOf(registration)} made`)
    return resolved
  }
  methods.dispose = function () {
    this.disposed = true
    return ledgerOf(this).dispose()
  }
  methods.ensureNotDisposed = function () {
    const disposed = nearest(this, (at) => at.disposed)
    if (disposed) throw containerDisposed(disposed === root ? 'The container' : 'A child container', context.generation)
  }

  // What modules registered and resolved while they were loaded.
  for (const [token, entries] of root._registry.entries()) {
    for (const { provider } of entries) trackValue(provider, token)
  }
  for (const instance of root.disposables) track(instance, root, () => nameOfClass(instance.constructor))
  // tsyringe forgets those that are disposed by symbol; their registrations have the singletons among them.
  for (const [token, entries] of root._registry.entries()) {
    for (const { instance } of entries) track(instance, root, () => nameOfToken(token))
  }
  return () => {
    root.disposed = true
    return ledgerOf(root).discard()
  }
}

/** The first of a container and its ancestors that fits. */
function nearest(from: InnerContainer, fits: (container: InnerContainer) => boolean): InnerContainer | undefined {
  for (let at: InnerContainer | undefined = from; at; at = at.parent) if (fits(at)) return at
  return undefined
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}
