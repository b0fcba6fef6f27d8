import type { Kind } from '../rule.ts'
import type { ContainerHarness } from './harness.ts'
import { disposal } from './rules/disposal.ts'
import { failedBuilds } from './rules/failed-builds.ts'
import { failedDisposal } from './rules/failed-disposal.ts'
import { innerScopes } from './rules/inner-scopes.ts'
import { isolation } from './rules/isolation.ts'
import { library } from './rules/library.ts'
import { memory } from './rules/memory.ts'
import { promises } from './rules/promises.ts'
import { registrations } from './rules/registrations.ts'
import { scopes } from './rules/scopes.ts'
import { surroundings } from './rules/surroundings.ts'

/** The rules for container factories. */
export const containerRules: Kind<ContainerHarness<unknown, unknown>> = {
  name: 'container',
  title: 'A container factory',
  rules: [
    ...isolation,
    ...library,
    ...failedBuilds,
    ...scopes,
    ...disposal,
    ...failedDisposal,
    ...innerScopes,
    ...promises,
    ...memory,
    ...surroundings,
    ...registrations,
  ],
  nameOf: ({ factory }) => factory.name,
  // The defaults are those of the port's docstrings.
  capabilitiesOf: ({ factory }) => ({
    orderedDisposal: true,
    scopeValues: true,
    scopeBindings: true,
    ownScopes: true,
    multipleBindings: false,
    asyncResolution: false,
    decoratorMetadata: false,
    registrations: false,
    ...factory.capabilities,
  }),
}
