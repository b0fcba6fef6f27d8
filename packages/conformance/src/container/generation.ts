import type { BuildContext, Container } from '@hotseat/core'
import { buildContext } from './build-context.ts'
import type { ContainerHarness, Dialect, Part, PartInstance } from './harness.ts'

/** A generation that a rule has built. */
export interface Generation extends Container<unknown> {
  readonly dialect: Dialect<unknown, unknown>
  /** What the factory, and the application, have imported so far. */
  readonly imported: readonly string[]
  /** Resolves a part from the container, or from the scope that is given. */
  resolve(part: Part, api?: unknown): Promise<PartInstance>
}

/** What a rule's application does in `configure`. */
export type Configure = (builder: unknown, dialect: Dialect<unknown, unknown>, context: BuildContext) => unknown

export async function build(
  harness: ContainerHarness<unknown, unknown>,
  configure: Configure,
  given: Partial<BuildContext> = {},
): Promise<Generation> {
  const dialect = harness.generation()
  const imported: string[] = []
  const container = await harness.factory.create(
    (builder, context) => configure(builder, dialect, context),
    contextFor(dialect, imported, given),
  )
  return {
    ...(container.describe && { describe: () => container.describe?.() ?? [] }),
    api: container.api,
    createScope: () => container.createScope(),
    dispose: () => container.dispose(),
    dialect,
    imported,
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

function contextFor(
  dialect: Dialect<unknown, unknown>,
  imported: string[],
  given: Partial<BuildContext>,
): BuildContext {
  return buildContext({
    import: async (specifier) => {
      imported.push(specifier)
      if (dialect.import) return await dialect.import(specifier)
      throw new Error(`The harness's dialect has no import(), and ${specifier} was asked for.`)
    },
    ...given,
  })
}

function instance(value: unknown): PartInstance {
  if (isInstance(value)) return value
  throw new TypeError(`What was resolved is no instance of the part: ${String(value)}`)
}

function isInstance(value: unknown): value is PartInstance {
  return typeof value === 'object' && value !== null && 'takes' in value && 'dispose' in value
}
