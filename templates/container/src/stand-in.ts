/** Stands for your library: a small container that knows nothing of Hotseat. Goes when the real one comes. */
export class Registry {
  readonly #hooks: Hooks
  readonly #parent: Registry | undefined
  readonly #recipes = new Map<string, Recipe>()
  readonly #made = new Map<string, unknown>()

  constructor(hooks: Hooks, parent?: Registry) {
    this.#hooks = hooks
    this.#parent = parent
  }

  /** `make` is given what to take dependencies from. */
  add(name: string, lifetime: Recipe['lifetime'], make: Recipe['make']): void {
    this.#recipes.set(name, { lifetime, make })
  }

  set(name: string, value: unknown): void {
    this.#recipes.set(name, { lifetime: 'value', make: () => value })
  }

  get(name: string): unknown {
    this.#hooks.use()
    const home = this.#homeOf(name)
    const recipe = home.#recipes.get(name)
    if (!recipe) throw new Error(`Nothing is called ${name}.`)
    if (recipe.lifetime === 'value') return recipe.make(this)
    if (recipe.lifetime === 'transient') return this.#make(name, recipe)
    const keeper = recipe.lifetime === 'singleton' ? home : this
    if (!keeper.#made.has(name)) keeper.#made.set(name, keeper.#make(name, recipe))
    return keeper.#made.get(name)
  }

  /** A scope: it sees what is registered here, and keeps what is scoped to itself. */
  createScope(): Registry {
    this.#hooks.use()
    return this.#hooks.scope()
  }

  #make(name: string, recipe: Recipe): unknown {
    const thing = recipe.make(this)
    this.#hooks.made(thing, name)
    return thing
  }

  #homeOf(name: string): Registry {
    if (this.#recipes.has(name) || !this.#parent) return this
    return this.#parent.#homeOf(name)
  }
}

interface Hooks {
  /** Called before anything is resolved. */
  use(): void
  /** Called with each thing as it is complete. */
  made(thing: unknown, name: string): void
  /** Called for a new scope. */
  scope(): Registry
}

interface Recipe {
  readonly lifetime: 'scoped' | 'singleton' | 'transient' | 'value'
  readonly make: (from: Registry) => unknown
}
