import type { Dialect } from './harness.ts'

/** What a dialect need not say, and the capability that makes it necessary. */
const capabilities = {
  bindBeside: 'multipleBindings',
  resolveAll: 'multipleBindings',
  bindAsync: 'asyncResolution',
  bindUndescribed: 'decoratorMetadata',
  bindInScope: 'scopeBindings',
  createScope: 'ownScopes',
} as const satisfies Partial<Record<keyof Dialect, string>>

const onByDefault: ReadonlySet<string> = new Set(['scopeBindings', 'ownScopes'])

type Name = keyof typeof capabilities

/** @throws {Error} that says what is missing in the harness */
export function assertSaid<Given extends Name>(
  dialect: Dialect<unknown, unknown>,
  name: Given,
): asserts dialect is Dialect<unknown, unknown> & Required<Pick<Dialect<unknown, unknown>, Given>> {
  if (dialect[name]) return
  const capability = capabilities[name]
  const declared = onByDefault.has(capability) ? 'is declared, or left at its default,' : 'is declared,'
  throw new Error(`${capability} ${declared} but the harness's dialect has no ${name}().`)
}
