import type { BuildContext } from '@hotseat/core'

let generations = 0

/**
 * What core would hand a container factory for one build, for an adapter's own tests: a number that is new, a signal
 * that does not fire, nothing shared, two seconds to dispose, and nothing to import, but for what is given.
 *
 * @example const container = await mine().create(configure, buildContext({ import: () => Promise.resolve({ ...library }) }))
 */
export function buildContext(given: Partial<BuildContext> = {}): BuildContext {
  generations += 1
  return {
    generation: generations,
    signal: new AbortController().signal,
    shared: { use: () => Promise.reject(new Error('Nothing is shared in this context.')), owns: () => false },
    disposeTimeout: 2_000,
    import: (specifier) => Promise.reject(new Error(`This context has no import(), and ${specifier} was asked for.`)),
    ...given,
  }
}
