import type { Api } from './application.ts'
import type { Plan, ServerHarness } from './harness.ts'
import { serve, type Serving, type ServingOptions } from './serving.ts'

/** What one generation of the application does. */
export type PlanFor = (api: Api) => Partial<Plan>

/** An application of the harness's framework that does as is planned. */
export interface Planned extends Omit<Serving, 'swap'> {
  swap(plan: PlanFor): Promise<void>
  /** As {@link Planned.swap}, for a `createApp` that returns what it should not. */
  swapTo(app: unknown): Promise<void>
}

export async function servePlan(
  harness: ServerHarness,
  first: PlanFor,
  options: ServingOptions = {},
): Promise<Planned> {
  const appOf = (plan: PlanFor) => (api: Api) => harness.createApp({ answers: {}, writes: {}, ...plan(api) })
  const serving = harness.serve ?? ((createApp, given) => serve(harness.binding, createApp, given))
  const served = await serving(appOf(first), options)
  return { ...served, swap: (plan) => served.swap(appOf(plan)), swapTo: (app) => served.swap(() => app) }
}

/** Answers with the number of its generation. */
export const greeting: PlanFor = (api) => ({ answers: { '/': () => api.greet() } })
