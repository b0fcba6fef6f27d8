import type { PlanCache } from './library.ts'

/**
 * Tells the plans of scopes what becomes of the root's. inversify keeps a list of weak references for that, which is
 * long with the scopes that are gone, and every binding that comes late walks it.
 */
export class LivePlans {
  readonly #scopes = new Set<PlanCache>()
  #opening = false

  constructor(root: PlanCache) {
    const clear = root.clearCache.bind(root)
    const invalidate = root.invalidateServiceBinding.bind(root)
    const subscribe = root.subscribe.bind(root)
    root.clearCache = () => {
      clear()
      this.#clear()
    }
    root.invalidateServiceBinding = (invalidation) => {
      invalidate(invalidation)
      this.#clear()
    }
    root.subscribe = (plans) => {
      if (this.#opening) this.#scopes.add(plans)
      else subscribe(plans)
    }
  }

  /** Calls `open`, which makes a child container: a scope, to be given to `closed` in the end. */
  opening<Scope>(open: () => Scope): Scope {
    this.#opening = true
    try {
      return open()
    } finally {
      this.#opening = false
    }
  }

  closed(plans: PlanCache): void {
    this.#scopes.delete(plans)
  }

  #clear(): void {
    for (const plans of this.#scopes) plans.clearCache()
  }
}
