import { isDeepStrictEqual } from 'node:util'
import { disposeInOrder, type Disposal } from '../disposal.ts'
import { errors } from './errors.ts'
import type { SharedResource, SharedResources } from './shared-resources.ts'

interface Entry<Value> {
  readonly key: string
  readonly config: unknown
  readonly resource: Promise<SharedResource<Value>>
  /** Numbers of the generations that hold it. */
  readonly holders: Set<number>
}

/** Types cannot be checked at run time: under one key an application keeps one type of resource. */
function isUnder<Value>(key: string, entry: Entry<unknown>): entry is Entry<Value> {
  return entry.key === key
}

/** The resources of all generations. `disposeTimeout`: milliseconds a resource may take to be let go. */
export class SharedPool {
  readonly #entries = new Set<Entry<unknown>>()
  readonly #values = new WeakSet<object>()
  readonly #disposeTimeout: number

  constructor(disposeTimeout: number) {
    this.#disposeTimeout = disposeTimeout
  }

  /** The resources as one generation sees them, and how it lets go of all that it used. */
  forGeneration(generation: number): { readonly shared: SharedResources; readonly disposal: Disposal } {
    let released = false
    const shared: SharedResources = {
      use: async <Value, Config>(
        key: string,
        config: Config,
        create: (config: Config) => SharedResource<Value> | PromiseLike<SharedResource<Value>>,
      ): Promise<Value> => {
        if (released) throw errors.released(key, generation)
        const entry = this.#find<Value>(key, config) ?? this.#create(key, config, create)
        entry.holders.add(generation)
        const { value } = await entry.resource
        return value
      },
      owns: (value) => typeof value === 'object' && value !== null && this.#values.has(value),
    }
    const disposal = {
      name: `the shared resources of generation ${generation}`,
      dispose: () => {
        released = true
        return this.#letGo(generation)
      },
    }
    return { shared, disposal }
  }

  #find<Value>(key: string, config: unknown): Entry<Value> | undefined {
    for (const entry of this.#entries) {
      if (isUnder<Value>(key, entry) && isDeepStrictEqual(entry.config, config)) return entry
    }
    return undefined
  }

  #create<Value, Config>(
    key: string,
    config: Config,
    create: (config: Config) => SharedResource<Value> | PromiseLike<SharedResource<Value>>,
  ): Entry<Value> {
    const resource = (async () => await create(structuredClone(config)))()
    const entry: Entry<Value> = { key, config: structuredClone(config), resource, holders: new Set() }
    this.#entries.add(entry)
    resource.then(
      ({ value }) => {
        if (typeof value === 'object' && value !== null) this.#values.add(value)
      },
      // Whoever waits for it is told; the next one tries again.
      () => this.#entries.delete(entry),
    )
    return entry
  }

  async #letGo(generation: number): Promise<void> {
    const unheld: Entry<unknown>[] = []
    for (const entry of this.#entries) {
      if (!entry.holders.delete(generation) || entry.holders.size > 0) continue
      this.#entries.delete(entry)
      unheld.push(entry)
    }
    const disposals = unheld.toReversed().map((entry) => ({
      name: `the shared resource '${entry.key}'`,
      dispose: async () => {
        // One that could not be created was reported to whoever asked for it.
        const [resource] = await Promise.allSettled([entry.resource])
        if (resource.status === 'fulfilled') await resource.value.dispose?.()
      },
    }))
    await disposeInOrder(disposals, { timeout: this.#disposeTimeout })
  }
}
