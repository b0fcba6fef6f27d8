import { disposerOf, type Ledger } from '@hotseat/core'
import { isObject, preDestroyMethodsOf } from './classes.ts'
import { mayBeDropped } from './dropped-promises.ts'
import type { Binding, Class, Deactivation } from './library.ts'
import { nameOfBinding } from './names.ts'

/** Something that a container made. */
interface Made {
  /** Itself, or what a handler of `onActivation` gave in its place. */
  value: unknown
  readonly target: Class | undefined
  readonly ledger: Ledger
  /** That its `@preDestroy()` methods were called. */
  destroyed: boolean
}

/**
 * What the containers of one generation made, and how it goes: `@preDestroy()` methods, then, for singletons, the
 * handlers of `onDeactivation`, as inversify calls them; then its disposer.
 */
export class MadeThings {
  readonly #made = new WeakMap<object, Made>()
  /** Ids of the singletons' bindings that the application deactivated itself, by `unbind` or `unload`. */
  readonly #deactivated = new Set<number>()
  /** What was constructed and is not initialised yet. */
  readonly #incomplete = new WeakMap<Ledger, Set<object>>()

  /** Notes that `value` was made for `binding`. `target`: its class, if inversify constructed it. */
  made(value: unknown, binding: Binding, ledger: Ledger, target?: Class): void {
    if (value instanceof Promise) {
      value.then(
        (settled) => this.made(settled, binding, ledger),
        () => undefined,
      )
      mayBeDropped(value)
      return
    }
    if (!isObject(value) || this.#made.has(value)) return
    const made: Made = { value, target, ledger, destroyed: false }
    this.#made.set(value, made)
    this.#hold(value, made, binding)
  }

  /** Notes that `value` is complete: initialised, and activated to be `activated`. */
  completed(value: unknown, activated: unknown, binding: Binding): void {
    const made = isObject(value) ? this.#made.get(value) : undefined
    if (!made || !isObject(value)) return
    if (activated !== value && isObject(activated)) {
      made.value = activated
      if (!this.#made.has(activated)) this.#made.set(activated, made)
      this.#hold(value, made, binding)
    }
    made.ledger.renew(value)
    this.#incomplete.get(made.ledger)?.delete(value)
  }

  /** Readies a ledger for its disposal: what was never completed goes first, nothing can depend on it. */
  closing(ledger: Ledger): void {
    for (const thing of this.#incomplete.get(ledger) ?? []) ledger.renew(thing)
    this.#incomplete.delete(ledger)
  }

  /** Notes that a singleton is what it will be: `value`. */
  cached(value: unknown, binding: Binding, ledger: Ledger, deactivations: () => Iterable<Deactivation>): void {
    ledger.hold(binding, {
      name: nameOfBinding(binding),
      farewells: () => {
        const handlers = [...deactivations()].map((deactivate) => () => {
          if (!this.#deactivated.has(binding.id)) return deactivate(value)
          return undefined
        })
        const made = binding.implementationType && isObject(value) ? this.#made.get(value) : undefined
        return [() => this.#destroy(made), ...handlers]
      },
      dispose: () => undefined,
    })
  }

  /** Notes that inversify deactivated a singleton. */
  deactivated(value: unknown, binding: Binding): void {
    this.#deactivated.add(binding.id)
    const made = isObject(value) ? this.#made.get(value) : undefined
    if (made) made.destroyed = true
  }

  #hold(thing: object, made: Made, binding: Binding): void {
    const methods = preDestroyMethodsOf(made.target)
    if (methods.length === 0 && !disposerOf(thing) && !disposerOf(made.value)) return
    const { ledger } = made
    const incomplete = this.#incomplete.get(ledger) ?? new Set()
    this.#incomplete.set(ledger, incomplete.add(thing))
    ledger.hold(thing, {
      name: nameOfBinding(binding),
      farewells: () => (methods.length > 0 ? [() => this.#destroy(made)] : []),
      dispose: () => {
        // A disposer that is a @preDestroy() method has been called.
        if (methods.some((name) => disposers.has(name))) return undefined
        return (disposerOf(made.value) ?? disposerOf(thing))?.()
      },
    })
  }

  async #destroy(made: Made | undefined): Promise<void> {
    if (!made || made.destroyed) return
    made.destroyed = true
    for (const name of preDestroyMethodsOf(made.target)) {
      const method: unknown = isObject(made.value) ? Reflect.get(made.value, name) : undefined
      if (typeof method === 'function') await Reflect.apply(method, made.value, [])
    }
  }
}

const disposers: ReadonlySet<PropertyKey> = new Set([Symbol.asyncDispose, Symbol.dispose, 'dispose'])
