import { disposerOf, type Ledger } from '@hotseat/core'
import { isObject, preDestroyMethodsOf } from './classes.ts'
import type { Binding, Class, Deactivation } from './library.ts'
import { nameOfBinding } from './names.ts'

/** Who lets go of what is made. */
export interface Holder {
  readonly ledger: Ledger
  /** What was constructed and is not initialised yet. */
  readonly incomplete: Set<object>
}

/** Something that a container made and that is to be let go. */
interface Made {
  /** Itself, or what a handler of `onActivation` gave in its place. */
  value: unknown
  readonly target: Class | undefined
  readonly holder: Holder
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

  /** Notes that `value` was made for `binding`. `target`: its class, if inversify constructed it. */
  made(value: unknown, binding: Binding, holder: Holder, target?: Class): void {
    if (value instanceof Promise) {
      holder.ledger.holdPromised(value, nameOfBinding(binding), (settled) => this.made(settled, binding, holder))
      return
    }
    if (!isObject(value) || this.#made.has(value)) return
    const methods = preDestroyMethodsOf(target)
    if (methods.length === 0 && !disposerOf(value)) return
    const made: Made = { value, target, holder, destroyed: false }
    this.#made.set(value, made)
    holder.incomplete.add(value)
    holder.ledger.hold(value, {
      name: nameOfBinding(binding),
      farewells: () => (methods.length > 0 ? [() => this.#destroy(made)] : []),
      dispose: () => {
        // A disposer that is a @preDestroy() method has been called.
        if (methods.some((name) => disposers.has(name))) return undefined
        return (disposerOf(made.value) ?? disposerOf(value))?.()
      },
    })
  }

  /** Notes that `value` is complete: initialised, and activated to be `activated`. */
  completed(value: unknown, activated: unknown, binding: Binding, holder: Holder): void {
    const made = isObject(value) ? this.#made.get(value) : undefined
    if (!made || !isObject(value)) {
      if (activated !== value) this.made(activated, binding, holder)
      return
    }
    if (activated !== value && isObject(activated)) {
      made.value = activated
      if (!this.#made.has(activated)) this.#made.set(activated, made)
    }
    made.holder.ledger.renew(value)
    made.holder.incomplete.delete(value)
  }

  /** Readies the disposal: what was never completed goes first, nothing can depend on it. */
  closing({ ledger, incomplete }: Holder): void {
    for (const thing of incomplete) ledger.renew(thing)
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
