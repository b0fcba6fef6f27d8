import type { BuildContext, Container } from '@hotseat/core'
import type { ContainerHarness, Dialect, Part, PartInstance } from './harness.ts'

/** A generation that a rule has built. */
export interface Generation extends Container<unknown> {
  readonly dialect: Dialect<unknown, unknown>
  /** Resolves a part from the container, or from the scope that is given. */
  resolve(part: Part, api?: unknown): Promise<PartInstance>
}

/** What a rule's application does in `configure`. */
export type Configure = (builder: unknown, dialect: Dialect<unknown, unknown>, context: BuildContext) => unknown

let generations = 0

export async function build(
  harness: ContainerHarness<unknown, unknown>,
  configure: Configure,
  given: Partial<BuildContext> = {},
): Promise<Generation> {
  const dialect = harness.generation()
  const container = await harness.factory.create(
    (builder, context) => configure(builder, dialect, context),
    contextFor(dialect, given),
  )
  return {
    api: container.api,
    createScope: () => container.createScope(),
    dispose: () => container.dispose(),
    dialect,
    resolve: async (part, api = container.api) => instance(await dialect.resolve(api, part)),
  }
}

/** Binds the parts, in order. */
export function binding(...parts: readonly Part[]): Configure {
  return (builder, dialect) => {
    for (const part of parts) dialect.bind(builder, part)
  }
}

/** Binds the parts, in order, and constructs the last one. */
export function constructing(...parts: readonly Part[]): Configure {
  return async (builder, dialect, context) => {
    await binding(...parts)(builder, dialect, context)
    const last = parts.at(-1)
    if (last) await dialect.construct(builder, last)
  }
}

function contextFor(dialect: Dialect<unknown, unknown>, given: Partial<BuildContext>): BuildContext {
  generations += 1
  return {
    generation: generations,
    signal: new AbortController().signal,
    shared: { use: () => Promise.reject(new Error('No rule shares anything.')), owns: () => false },
    disposeTimeout: 2_000,
    import: async (specifier) => {
      if (dialect.import) return await dialect.import(specifier)
      throw new Error(`The harness's dialect has no import(), and ${specifier} was asked for.`)
    },
    ...given,
  }
}

function instance(value: unknown): PartInstance {
  if (isInstance(value)) return value
  throw new TypeError(`What was resolved is no instance of the part: ${String(value)}`)
}

function isInstance(value: unknown): value is PartInstance {
  return typeof value === 'object' && value !== null && 'takes' in value && 'dispose' in value
}
