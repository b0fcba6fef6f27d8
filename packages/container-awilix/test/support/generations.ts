import type { BuildContext, Container } from '@hotseat/core'
import * as library from 'awilix'
import type { AwilixContainer } from 'awilix'
import { awilix, type AwilixOptions } from '../../src/index.ts'

type Generation = Container<AwilixContainer>

/** What a build is handed, but for what is `given`. */
function contextWith(given: Partial<BuildContext>): BuildContext {
  return {
    generation: 1,
    signal: new AbortController().signal,
    shared: { use: () => Promise.reject(new Error('Nothing is shared.')), owns: () => false },
    disposeTimeout: 1_000,
    import: () => Promise.resolve({ ...library }),
    ...given,
  }
}

export function build(
  configure: (container: AwilixContainer) => unknown,
  { options, ...given }: Partial<BuildContext> & { readonly options?: AwilixOptions } = {},
): Promise<Generation> {
  return awilix(options).create(configure, contextWith(given))
}

/** Things that write down that they were disposed. */
export class Journal {
  readonly disposed: string[] = []

  thing(name: string) {
    return { name, dispose: () => void this.disposed.push(name) }
  }
}
