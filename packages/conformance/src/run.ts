import { setTimeout } from 'node:timers/promises'
import { Inability } from './inability.ts'
import type { Kind, Rule } from './rule.ts'

/** What became of one rule. */
export type Outcome =
  | { readonly status: 'passed' }
  | { readonly status: 'failed'; readonly error: unknown }
  /** It needs a capability that the adapter does not declare, and does not hold; or this machine cannot show it. */
  | { readonly status: 'skipped'; readonly reason: string }
  /** It needs a capability that the adapter does not declare, and holds all the same. */
  | { readonly status: 'undeclared'; readonly reason: string }

export interface Result {
  readonly rule: Pick<Rule<never>, 'id' | 'rule' | 'level' | 'title'>
  readonly outcome: Outcome
}

export interface Report {
  readonly kind: string
  readonly adapter: string
  readonly results: readonly Result[]
  /** True when no `must` rule failed. */
  readonly conforms: boolean
}

export interface RunOptions {
  /** Milliseconds that one rule may take before it has failed. Default 60,000. */
  readonly timeout?: number
}

/**
 * Checks every rule of a kind, one after the other. There is no way to leave one out: only a capability that the
 * adapter does not declare makes a rule that needs it a skipped one, and even that is tried. Or the machine: a rule that
 * limits the system, for example, is skipped where it may not.
 *
 * @example
 * const report = await runRules(containerRules, { factory: tsyringe(), generation: () => … })
 * for (const { rule, outcome } of report.results) console.log(outcome.status, rule.id)
 */
export async function runRules<Harness>(
  kind: Kind<Harness>,
  harness: Harness,
  options: RunOptions = {},
): Promise<Report> {
  const results: Result[] = []
  for (const rule of kind.rules) results.push({ rule, outcome: await runRule(kind, rule, harness, options) })
  const conforms = results.every(({ rule, outcome }) => rule.level !== 'must' || outcome.status !== 'failed')
  return { kind: kind.name, adapter: kind.nameOf(harness), results, conforms }
}

/** Checks one rule. */
export async function runRule<Harness>(
  kind: Kind<Harness>,
  rule: Rule<Harness>,
  harness: Harness,
  options: RunOptions = {},
): Promise<Outcome> {
  const capabilities = kind.capabilitiesOf(harness)
  const undeclared = (rule.needs ?? []).filter((name) => capabilities[name] !== true)
  const names = undeclared.join(', ')
  try {
    await inTime(rule.check(harness), options.timeout ?? 60_000)
    if (undeclared.length === 0) return { status: 'passed' }
    return { status: 'undeclared', reason: `holds, although ${kind.nameOf(harness)} does not declare ${names}` }
  } catch (error) {
    if (error instanceof Inability) return { status: 'skipped', reason: error.message }
    if (undeclared.length === 0) return { status: 'failed', error }
    return { status: 'skipped', reason: `${kind.nameOf(harness)} does not declare ${names}` }
  }
}

async function inTime(check: Promise<void>, timeout: number): Promise<void> {
  const ended = new AbortController()
  const late = setTimeout(timeout, 'late', { signal: ended.signal }).catch(() => 'ended')
  try {
    if ((await Promise.race([check, late])) === 'late') throw new Error(`not decided within ${timeout} ms`)
  } finally {
    ended.abort()
  }
}
