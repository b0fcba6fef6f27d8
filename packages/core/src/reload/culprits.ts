import { HotseatError, messageOf } from '../errors.ts'

/** The errors that an error stands for: one for each thing that did not dispose, the innermost that names it. */
export function culpritsOf(error: unknown): HotseatError[] {
  if (error instanceof AggregateError) return error.errors.flatMap(culpritsOf)
  if (!HotseatError.is(error)) {
    return [new HotseatError({ code: 'HOTSEAT_DISPOSE_FAILED', message: messageOf(error), cause: error })]
  }
  return error.cause instanceof AggregateError ? culpritsOf(error.cause) : [error]
}
