import type { Binding, BindingService, Services } from './library.ts'

/** What a container does when bindings are looked up and added; each may call inversify's own `service`. */
export interface Lookups {
  get(service: Methods, id: unknown): Iterable<Binding> | undefined
  getChained(service: Methods, id: unknown): Iterable<Binding>
  set(service: Methods, binding: Binding): void
  /** A copy was made of a binding, for a snapshot. */
  copied(binding: Binding): void
}

type Methods = Pick<BindingService, 'get' | 'getChained' | 'getNonParentBindings' | 'set'>

interface Restorable {
  snapshot(): void
  restore(): void
}

/** Makes a container look bindings up, and add them, as `lookups` say; also after it was restored to a snapshot. */
export function replaceLookups(container: Restorable, services: Services, lookups: Lookups): void {
  replaceIn(services.bindingService, lookups)
  // Its planner has taken hold of the methods as they were. It takes hold of them anew after restore().
  container.snapshot()
  container.restore()
}

function replaceIn(service: BindingService, lookups: Lookups): BindingService {
  const clone = service.clone.bind(service)
  const methods: Methods = {
    get: service.get.bind(service),
    getChained: service.getChained.bind(service),
    getNonParentBindings: service.getNonParentBindings.bind(service),
    set: service.set.bind(service),
  }
  service.get = (id) => lookups.get(methods, id)
  service.getChained = (id) => lookups.getChained(methods, id)
  service.set = (binding) => lookups.set(methods, binding)
  service.clone = () => {
    const copy = clone()
    for (const id of copy.getNonParentBoundServices())
      for (const binding of copy.getNonParentBindings(id) ?? []) lookups.copied(binding)
    return replaceIn(copy, lookups)
  }
  return service
}
