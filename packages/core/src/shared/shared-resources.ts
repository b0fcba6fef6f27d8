/**
 * What is too expensive to build for every generation: a database pool, a browser, a queue connection. A resource is
 * held by every generation that used it, the next one taking hold before the last lets go; the last holder disposes
 * it, once.
 */
export interface SharedResources {
  /**
   * Returns the resource that an earlier generation holds under `key`, if it was created from an equal `config`
   * (compared as structured data); else creates one.
   *
   * @param key names the resource within the application
   * @param config plain data that decides whether an existing resource still fits
   * @param create makes the resource and says how it is let go
   * @example
   * const pool = await context.shared.use('db', { url }, async ({ url }) => {
   *   const pool = await connect(url)
   *   return { value: pool, dispose: () => pool.end() }
   * })
   */
  use<Value, Config>(
    key: string,
    config: Config,
    create: (config: Config) => SharedResource<Value> | PromiseLike<SharedResource<Value>>,
  ): Promise<Value>
  /** True for a value that is shared: container factories must not dispose it. */
  owns(value: unknown): boolean
}

export interface SharedResource<Value> {
  readonly value: Value
  dispose?(): unknown
}
