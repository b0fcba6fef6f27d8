export type { Api } from './api.ts'
export { traceReloads, type TracedReloader, type TraceOptions } from './trace-reloads.ts'
