import { HotseatError } from '@hotseat/core'

export const errors = {
  apiMissing: (cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_TELEMETRY_NO_API',
      message:
        'Reloads cannot be traced, for @opentelemetry/api is not installed. Install it (npm install @opentelemetry/api), or give traceReloads() the copy that your application has: { api }.',
      cause,
    }),
}
