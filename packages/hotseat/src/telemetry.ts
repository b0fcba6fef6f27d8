import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Api, TracedReloader } from '@hotseat/telemetry'

/**
 * Tells OpenTelemetry of the reloads if the application has its API: by the application's own copy, which knows where to.
 *
 * @param root the application's folder
 */
export async function traceWhereWanted(reloader: TracedReloader, root: string): Promise<void> {
  const api = apiOf(root)
  if (!api) return
  const { traceReloads } = await import('@hotseat/telemetry')
  await traceReloads(reloader, { api })
}

/** Undefined too where it is broken: that is for the application to say. */
function apiOf(root: string): Api | undefined {
  try {
    const found: unknown = createRequire(join(root, 'package.json'))('@opentelemetry/api')
    return isApi(found) ? found : undefined
  } catch {
    return undefined
  }
}

/** As far as it is used. The first versions had no metrics. */
function isApi(value: unknown): value is Api {
  return (
    typeof value === 'object' && value !== null && 'trace' in value && 'metrics' in value && 'ROOT_CONTEXT' in value
  )
}
