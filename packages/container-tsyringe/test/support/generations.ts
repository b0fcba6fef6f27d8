import type { BuildContext, Container, ContainerFactory, SharedResources } from '@hotseat/core'
import type { DependencyContainer } from 'tsyringe'
import { freshTsyringe, type Tsyringe } from './fresh-tsyringe.ts'

export type Factory = ContainerFactory<DependencyContainer>
export type Generation = Container<DependencyContainer>

/** What a test's application does in one generation: its modules' decorators and its `configure`. */
export type Application = (container: DependencyContainer, library: Tsyringe, context: BuildContext) => unknown

export interface GenerationOptions extends Partial<BuildContext> {
  readonly library?: Tsyringe
}

/** Builds a generation of `application`, on a tsyringe of its own unless one is given. */
export async function build(
  factory: Factory,
  application: Application,
  options: GenerationOptions = {},
): Promise<Generation> {
  const { library = freshTsyringe(), ...given } = options
  const context = contextOf(library, given)
  return await factory.create((container) => application(container, library, context), context)
}

let generations = 0
const libraries = new WeakMap<BuildContext, Tsyringe>()

/** The tsyringe that `context.import('tsyringe')` gives. */
export function libraryOf(context: BuildContext): Tsyringe {
  const library = libraries.get(context)
  if (!library) throw new Error('This context was not made by these tests.')
  return library
}

export function contextOf(library: Tsyringe, given: Partial<BuildContext> = {}): BuildContext {
  generations += 1
  const context = {
    generation: generations,
    signal: new AbortController().signal,
    shared: sharing(),
    disposeTimeout: 2_000,
    import: () => Promise.resolve({ ...library }),
    ...given,
  }
  libraries.set(context, library)
  return context
}

/** The shared resources of a reloader that has these. */
export function sharing(...values: readonly unknown[]): SharedResources {
  return {
    use: () => Promise.reject(new Error('These tests share by hand.')),
    owns: (value) => values.includes(value),
  }
}
