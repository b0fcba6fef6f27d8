import * as library from 'inversify'
import type { BuildContext, Container, ContainerFactory, SharedResources } from '@hotseat/core'
import type { Container as Inversify } from 'inversify'

export type Factory = ContainerFactory<Inversify>
export type Generation = Container<Inversify>

/** What a test's application does in one generation. */
export type Application = (container: Inversify, context: BuildContext) => unknown

export async function build(
  factory: Factory,
  application: Application,
  given: Partial<BuildContext> = {},
): Promise<Generation> {
  return await factory.create(application, contextOf(given))
}

let generations = 0

function contextOf(given: Partial<BuildContext> = {}): BuildContext {
  generations += 1
  return {
    generation: generations,
    signal: new AbortController().signal,
    shared: sharing(),
    disposeTimeout: 2_000,
    import: () => Promise.resolve({ ...library }),
    ...given,
  }
}

/** The shared resources of a reloader that has these. */
export function sharing(...values: readonly unknown[]): SharedResources {
  return {
    use: () => Promise.reject(new Error('These tests share by hand.')),
    owns: (value) => values.includes(value),
  }
}

/** What a promise rejected with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('It did not reject.')
}
