import { containerDisposed, disposerOf, Ledger, type BuildContext, type Registration, type Scope } from '@hotseat/core'
import type { Container, ContainerOptions } from 'inversify'
import { delegating, inheritedBy, observe, unconditional, type Owner } from './bindings.ts'
import { isObject } from './classes.ts'
import { describeBindings } from './describe.ts'
import { servicesOf, type Asked, type Binding, type Library, type Services } from './library.ts'
import { replaceLookups } from './lookups.ts'
import { LivePlans } from './live-plans.ts'
import { MadeThings } from './made-things.ts'
import { nameOfBinding } from './names.ts'

/** The containers of one generation: a root, and scopes that are its children. */
export class Generation {
  readonly root: Scope<Container>
  readonly #library: Library
  readonly #options: ContainerOptions
  readonly #context: BuildContext
  readonly #made = new MadeThings()
  readonly #livePlans: LivePlans
  readonly #rootServices: Services
  readonly #rootOwner: Owner

  constructor(library: Library, options: ContainerOptions, context: BuildContext) {
    this.#library = library
    this.#options = options
    this.#context = context
    const container = new library.Container(options)
    const services = servicesOf(container)
    const owner = this.#ownerOf(services, new Ledger(context))
    this.#rootServices = services
    this.#livePlans = new LivePlans(services.planResultCacheService)
    this.#rootOwner = owner
    replaceLookups(container, services, {
      get: (service, id) => {
        this.#assertRootAlive()
        return service.get(id)
      },
      getChained: (service, id) => {
        this.#assertRootAlive()
        return service.getChained(id)
      },
      set: (service, binding) => {
        // Before the container refuses it: then nobody else lets the value go.
        if (binding.type === 'ConstantValue') holdValue(binding, owner.ledger)
        this.#assertRootAlive()
        observe(binding, owner)
        service.set(binding)
      },
      copied: (binding) => observe(binding, owner),
    })
    this.root = { api: container, dispose: () => this.#dispose(services, owner) }
  }

  /** What is bound in the root. */
  describe(): readonly Registration[] {
    return describeBindings(this.#rootServices)
  }

  /** A child container. What it makes is its own; singletons of the root are made by the root, out of what is bound there. */
  createScope(): Scope<Container> {
    this.#assertRootAlive()
    const container = this.#livePlans.opening(
      () => new this.#library.Container({ ...this.#options, parent: this.root.api }),
    )
    const services = servicesOf(container)
    const owner = this.#ownerOf(services, new Ledger(this.#context, this.#rootOwner.ledger))
    const assertAlive = (): void => {
      this.#assertRootAlive()
      if (owner.ledger.closed) throw containerDisposed('A scope', this.#context.generation)
    }
    const inherited = new Map<Binding, Binding>()
    const inherit = (binding: Binding): Binding => {
      const known = inherited.get(binding) ?? this.#seenBy(owner, binding)
      inherited.set(binding, known)
      return known
    }
    replaceLookups(container, services, {
      get: (service, id) => {
        assertAlive()
        const own = service.getNonParentBindings(id)
        if (own) return own
        const parents = this.#rootServices.bindingService.get(id)
        return parents && [...parents].map(inherit)
      },
      getChained: (service, id) => {
        assertAlive()
        const own = service.getNonParentBindings(id) ?? []
        return [...own, ...[...this.#rootServices.bindingService.getChained(id)].map(inherit)]
      },
      set: (service, binding) => {
        assertAlive()
        observe(binding, owner)
        service.set(binding)
      },
      copied: (binding) => observe(binding, owner),
    })
    // By itself it would look for the parent's binding in its plans, where it has its own view of it.
    const { planResultCacheService: plans } = services
    plans.invalidateServiceBinding = () => plans.clearCache()
    return { api: container, dispose: () => this.#dispose(services, owner) }
  }

  #seenBy(owner: Owner, binding: Binding): Binding {
    if (binding.type === 'ServiceRedirection') return binding
    if (binding.scope !== 'Singleton') return inheritedBy(owner, binding)
    return delegating(binding, (asked) => this.#singleton(binding, asked))
  }

  /** A singleton of the root, or its promise: the one there is, or one made as if the root had been asked. */
  #singleton(binding: Binding, asked: Asked | undefined): unknown {
    if (binding.cache?.isRight) return binding.cache.value
    // A child of the root that has nothing bound, and finds this very binding first, whatever else there is.
    const container = new this.#library.Container({ ...this.#options, parent: this.root.api })
    const services = this.#rootServices
    let first: readonly Binding[] | undefined = [unconditional(binding)]
    const takeFirst = (): readonly Binding[] | undefined => {
      const taken = first
      first = undefined
      return taken
    }
    replaceLookups(container, servicesOf(container), {
      get: (_service, id) => takeFirst() ?? services.bindingService.get(id),
      getChained: (_service, id) => services.bindingService.getChained(id),
      set: (_service, added) => services.bindingService.set(added),
      copied: () => undefined,
    })
    try {
      const [tag] = asked?.tags ?? []
      return container.get<unknown>(binding.serviceIdentifier, {
        ...(asked?.name === undefined ? {} : { name: asked.name }),
        ...(tag ? { tag: { key: tag[0], value: tag[1] } } : {}),
      })
    } catch (error) {
      // It is asynchronous, which get() does not like.
      if (binding.cache?.isRight) return binding.cache.value
      throw error
    }
  }

  #ownerOf(services: Services, ledger: Ledger): Owner {
    return {
      ledger,
      incomplete: new Set(),
      made: this.#made,
      deactivationsOf: (id) => services.deactivationService.get(id) ?? [],
    }
  }

  #assertRootAlive(): void {
    if (this.#rootOwner.ledger.closed) throw containerDisposed('The container', this.#context.generation)
  }

  /** Disposes of a build that failed or was overtaken. */
  discard(): Promise<void> {
    this.#closing(this.#rootServices, this.#rootOwner)
    return this.#rootOwner.ledger.discard()
  }

  #dispose(services: Services, owner: Owner): Promise<void> {
    this.#closing(services, owner)
    return owner.ledger.dispose()
  }

  #closing({ planResultCacheService }: Services, owner: Owner): void {
    const { ledger } = owner
    if (!ledger.closed) {
      this.#made.closing(owner)
      // What was resolved once is looked up no more; from now on it must be, to be refused.
      planResultCacheService.clearCache()
      this.#livePlans.closed(planResultCacheService)
    }
  }
}

/** Values come from outside: they are disposed with the last root that has them. */
function holdValue(binding: Binding, ledger: Ledger): void {
  const { value } = binding
  if (isObject(value) && disposerOf(value)) ledger.hold(value, { name: nameOfBinding(binding) })
}
