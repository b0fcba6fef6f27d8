/** Something that is expensive to make, and how it is let go. */
export interface Resource<Value> {
  readonly value: Value
  dispose?(): unknown
}

/**
 * Where the application gets what should outlive a reload. It need not know who keeps it: in development the
 * `shared` of Hotseat's context fits, in production {@link ownResources}.
 */
export interface Resources {
  /** The resource under this key that was made of an equal `config`; else what `create` makes of it. */
  use<Value, Config>(key: string, config: Config, create: (config: Config) => Resource<Value>): Promise<Value>
}

/** Resources of a process that reloads nothing: each is made once, and let go by `close`, the newest first. */
export function ownResources(): Resources & { close(): Promise<void> } {
  const made: Resource<unknown>[] = []
  return {
    async use(_key, config, create) {
      const resource = create(config)
      made.push(resource)
      return resource.value
    },
    async close() {
      for (const resource of made.splice(0).toReversed()) await resource.dispose?.()
    },
  }
}
