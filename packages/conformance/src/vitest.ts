import { describe, inject, test, type TestContext } from 'vitest'
import { containerRules } from './container/kind.ts'
import type { ContainerHarness } from './container/harness.ts'
import type { ServerHarness } from './server/harness.ts'
import { serverRules } from './server/kind.ts'
import type { WatcherHarness } from './watcher/harness.ts'
import { watcherRules } from './watcher/kind.ts'
import type { LoaderHarness } from './loader/harness.ts'
import { loaderRules } from './loader/kind.ts'
import type { Kind, Rule } from './rule.ts'
import { runRule } from './run.ts'

/** What the JSON reporter writes of each rule, as `meta.conformance`. */
export interface ConformanceMeta {
  readonly kind: string
  readonly adapter: string
  readonly id: string
  readonly status: 'passed' | 'failed' | 'skipped' | 'undeclared'
  /** Which Node it ran on, such as `24.21.0`. */
  readonly node: string
}

declare module 'vitest' {
  interface TaskMeta {
    conformance?: ConformanceMeta
  }
  interface ProvidedContext {
    /** For all watchers of a run that do not say it themselves: the further Nodes need not try each way as often. */
    conformance?: Pick<WatcherHarness, 'rounds'>
  }
}

/**
 * One test for each rule for container factories.
 *
 * @example describeContainerFactory({ factory: tsyringe(), generation: () => … })
 */
export function describeContainerFactory<Api, Builder>(harness: ContainerHarness<Api, Builder>): void {
  describeKind(containerRules, harness)
}

/**
 * One test for each rule for server bindings.
 *
 * @example describeServerBinding({ binding: express(), createApp: (plan) => … })
 */
export function describeServerBinding<App>(harness: ServerHarness<App>): void {
  describeKind(serverRules, harness)
}

/**
 * One test for each rule for watchers, on real files. Most of them run at the same time: they wait more than they work.
 *
 * @example describeWatcher({ watcher: chokidar() })
 */
export function describeWatcher(harness: WatcherHarness): void {
  describeKind(watcherRules, { ...inject('conformance'), ...harness }, { concurrent: true })
}

/**
 * One test for each rule for module loaders, on real files.
 *
 * @example describeModuleLoader({ create: () => loader() })
 */
export function describeModuleLoader(harness: LoaderHarness): void {
  describeKind(loaderRules, harness)
}

/** Milliseconds; a rule may take less than a test, so that it says by itself that it took too long. */
const timeout = 60_000

function describeKind<Harness>(kind: Kind<Harness>, harness: Harness, options: { concurrent?: boolean } = {}): void {
  const { concurrent = false } = options
  describe(`${kind.nameOf(harness)} keeps the rules: ${kind.name}`, { timeout: timeout + 5_000 }, () => {
    for (const rule of kind.rules) {
      const alone = rule.alone ?? !concurrent
      test(`${rule.rule} ${rule.title} (${rule.id})`, { concurrent: !alone }, (context) =>
        checkRule(kind, rule, harness, context),
      )
    }
  })
}

async function checkRule<Harness>(
  kind: Kind<Harness>,
  rule: Rule<Harness>,
  harness: Harness,
  { task, skip, annotate }: TestContext,
): Promise<void> {
  const outcome = await runRule(kind, rule, harness, { timeout })
  const { status } = outcome
  const { node } = process.versions
  task.meta.conformance = { kind: kind.name, adapter: kind.nameOf(harness), id: rule.id, status, node }
  if (outcome.status === 'failed') throw outcome.error
  if (outcome.status === 'undeclared') await annotate(outcome.reason, 'undeclared')
  if (outcome.status === 'skipped') skip(outcome.reason)
}
