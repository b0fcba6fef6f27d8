/**
 * What spans and measurements carry: those of this package begin with `hotseat.`, the others are OpenTelemetry's.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/general/naming/
 */
export const attribute = {
  generation: 'hotseat.generation.number',
  /** The generation that gave up the seat. */
  retired: 'hotseat.generation.retired',
  /** The generation that goes on serving after a failure. */
  answeredBy: 'hotseat.generation.answered_by',
  /** Why the build began: `start`, `change`, `reload`, `back`. */
  reason: 'hotseat.reload.reason',
  /** `swapped` or `failed`. */
  outcome: 'hotseat.reload.outcome',
  changedFiles: 'hotseat.reload.changed_files',
  instantiated: 'hotseat.modules.instantiated',
  carried: 'hotseat.modules.carried',
  /** Leases that were cut off. */
  cutOff: 'hotseat.drain.cut_off',
  /** The code of the error. */
  errorType: 'error.type',
  file: 'code.file.path',
  line: 'code.line.number',
  column: 'code.column.number',
} as const
