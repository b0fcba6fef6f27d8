/**
 * Recognises the functions that one of tsyringe's factory builders returns. They are closures without a mark, but
 * all of one builder's have the same source.
 */
export function madeLike(sample: unknown): (factory: unknown) => boolean {
  const source = String(sample)
  return (factory) => typeof factory === 'function' && String(factory) === source
}

/** A provider's `useValue`, `useFactory`, …; undefined where it has none. */
export function memberOf(provider: unknown, key: 'useValue' | 'useFactory'): unknown {
  return typeof provider === 'object' && provider !== null ? Reflect.get(provider, key) : undefined
}
