import type { Kind } from '../rule.ts'
import type { ServerHarness } from './harness.ts'
import { answers } from './rules/answers.ts'
import { ends } from './rules/ends.ts'
import { http2 } from './rules/http2.ts'
import { inFlight } from './rules/in-flight.ts'
import { routing } from './rules/routing.ts'
import { scopes } from './rules/scopes.ts'
import { surroundings } from './rules/surroundings.ts'
import { upgrades } from './rules/upgrades.ts'

/** The rules for server bindings. */
export const serverRules: Kind<ServerHarness> = {
  name: 'server',
  title: 'A server binding',
  rules: [...routing, ...inFlight, ...ends, ...answers, ...upgrades, ...http2, ...scopes, ...surroundings],
  nameOf: ({ binding }) => binding.name,
  // The defaults are those of the port's docstrings.
  capabilitiesOf: ({ binding, serve }) => ({
    // Where an application runs as it stands, the container is its own affair.
    containers: serve === undefined,
    upgrades: true,
    http2: true,
    heldHandlers: true,
    shutdownHooks: false,
    ...binding.capabilities,
  }),
}
