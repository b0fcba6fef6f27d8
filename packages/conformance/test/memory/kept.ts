import type { Kind, Rule } from '../../src/index.ts'

/** The rules for which an adapter declares all that they need. */
export function keptBy<Harness>(harness: Harness, kind: Kind<Harness>): Kind<Harness> {
  return { ...kind, rules: kind.rules.filter((rule) => declares(harness, kind, rule)) }
}

/** The others. */
export function beyond<Harness>(harness: Harness, kind: Kind<Harness>): Kind<Harness> {
  return { ...kind, rules: kind.rules.filter((rule) => !declares(harness, kind, rule)) }
}

function declares<Harness>(harness: Harness, kind: Kind<Harness>, { needs = [] }: Rule<Harness>): boolean {
  const capabilities = kind.capabilitiesOf(harness)
  return needs.every((name) => capabilities[name])
}
