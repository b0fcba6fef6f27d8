import { containerDisposed, disposerOf, Ledger, type BuildContext } from '@hotseat/core'
import { originOf, type AnyResolver } from './resolvers.ts'

/** The part of awilix's container that this adapter replaces. None of it uses `this`. */
export interface InnerContainer {
  readonly cradle: object
  readonly cache: Map<unknown, unknown>
  readonly build: (target: never, options?: never) => unknown
  readonly createScope: () => InnerContainer
  readonly options: { readonly strict?: boolean }
  readonly registrations: Resolvers
  readonly hasRegistration: (name: string | symbol) => boolean
  readonly register: (name: never, resolver: never) => unknown
  readonly resolve: (name: never, options?: never) => unknown
}

type Resolvers = Readonly<Record<string | symbol, AnyResolver>>

/** The containers of one generation: a root, and scopes at any depth. */
export class Generation {
  readonly #context: BuildContext
  readonly #ledgers = new WeakMap<object, Ledger>()
  /** Of the functions that were put in the place of a resolver's: the resolver's own. */
  readonly #originals = new WeakMap<object, AnyResolver['resolve']>()

  constructor(context: BuildContext) {
    this.#context = context
  }

  /** Makes a new container one of this generation, and so its scopes when they are created. Returns what it has to dispose. */
  adopt(container: InnerContainer, parent?: Ledger): Ledger {
    const ledger = new Ledger(this.#context, parent)
    this.#ledgers.set(container, ledger)
    const { cradle, createScope, build, register, resolve } = container
    const what = parent ? 'A scope' : 'The container'
    const assertAlive = (): void => {
      if (ledger.closed) throw containerDisposed(what, this.#context.generation)
    }
    Object.assign(container, {
      cradle: new Proxy(cradle, {
        get: (target, name) => {
          // What is not registered is asked for by whoever prints or awaits the cradle.
          if (ledger.closed && container.hasRegistration(name)) assertAlive()
          return Reflect.get(target, name)
        },
      }),
      resolve: (name: never, options?: never) => {
        assertAlive()
        return resolve(name, options)
      },
      build: (target: never, options?: never) => {
        assertAlive()
        const value = build(target, options)
        this.#keep(value, nameOf(target), ledger)
        return value
      },
      register: (name: string | symbol | Resolvers, resolver: AnyResolver) => {
        const given: Resolvers = typeof name === 'object' ? name : { [name]: resolver }
        const observed = Reflect.ownKeys(given).map((key) => {
          const each = Reflect.get(given, key)
          // Before the container refuses it: then nobody else lets the value go. One of a scope comes from outside.
          if (!parent && originOf(each) === 'value') this.#keep(this.#resolve(each, container), String(key), ledger)
          const told = this.#observed(String(key), each, container, ledger)
          return [key, parent && !container.options.strict ? keptInScope(told) : told] as const
        })
        assertAlive()
        const registered: object = Object.fromEntries(observed)
        Reflect.apply(register, container, [registered])
        return container
      },
      createScope: () => {
        assertAlive()
        const scope = createScope()
        this.adopt(scope, ledger)
        return scope
      },
      dispose: () => {
        container.cache.clear()
        return ledger.dispose()
      },
    })
    return ledger
  }

  /** A resolver that tells who is to let go of what it gives. `home`: where it is registered. */
  #observed(name: string, resolver: AnyResolver, home: InnerContainer, ledger: Ledger): AnyResolver {
    const origin = originOf(resolver)
    if (origin === 'value' || origin === 'alias') return resolver
    const single = resolver.lifetime === 'SINGLETON'
    const resolve = (asking: InnerContainer): unknown => {
      // awilix makes it out of what the asker has registered, such as one user's request.
      const value = this.#resolve(resolver, single ? home : asking)
      // A function that is called each time may hand the same thing out again.
      const mine = single || (origin === 'function' && resolver.lifetime !== 'SCOPED')
      this.#keep(value, name, mine ? ledger : (this.#ledgers.get(asking) ?? ledger), resolver.dispose)
      return value
    }
    this.#originals.set(resolve, this.#originals.get(resolver.resolve) ?? resolver.resolve)
    return { ...resolver, resolve }
  }

  #resolve(resolver: AnyResolver, container: InnerContainer): unknown {
    return Reflect.apply(this.#originals.get(resolver.resolve) ?? resolver.resolve, resolver, [container])
  }

  /** Leaves a thing to a ledger. A promise has the disposer called that was declared for it, with the promise. */
  #keep(value: unknown, name: string, ledger: Ledger, declared?: AnyResolver['dispose'], made = value): void {
    if (value instanceof Promise) {
      ledger.holdPromised(value, name, (settled) => this.#keep(settled, name, ledger, declared, made))
      return
    }
    if (isObject(value) && this.#ledgers.has(value)) return
    if (declared) ledger.hold(isObject(value) ? value : {}, { name, dispose: () => declared(made) })
    else if (isObject(value) && disposerOf(value)) ledger.hold(value, { name })
  }
}

/**
 * awilix caches every singleton by its name in the root, also one of a scope: the next scope would be given the first
 * one's. (In strict mode it refuses to register it.)
 */
function keptInScope(resolver: AnyResolver): AnyResolver {
  if (resolver.lifetime !== 'SINGLETON') return resolver
  let made: { readonly value: unknown } | undefined
  return {
    ...resolver,
    // Once in each scope that asks: in all of them it is the one.
    lifetime: 'SCOPED',
    resolve: (asking: never) => {
      made ??= { value: resolver.resolve(asking) }
      return made.value
    },
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

function nameOf(target: unknown): string {
  return (typeof target === 'function' && target.name) || 'what was built'
}
