import type * as OpenTelemetry from '@opentelemetry/api'
import { errors } from './errors.ts'

/** What `import('@opentelemetry/api')` gives. */
export type Api = typeof OpenTelemetry

/** Looked for only now, since it may well not be installed. @throws {HotseatError} `HOTSEAT_TELEMETRY_NO_API` */
export async function findApi(): Promise<Api> {
  try {
    return await import('@opentelemetry/api')
  } catch (cause) {
    throw errors.apiMissing(cause)
  }
}
