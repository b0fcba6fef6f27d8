import { HotseatError } from '../errors.ts'

/**
 * For authors of container factories: what a container throws once its ledger is closed. Its stack begins where this is
 * called.
 *
 * @param what as the first words of a sentence: `The container`, `A scope`
 */
export function containerDisposed(what: string, generation: number): HotseatError {
  const error = new HotseatError({
    code: 'HOTSEAT_CONTAINER_DISPOSED',
    message: `${what} of generation ${generation} has been disposed: nothing can be resolved from it or registered in it any more. Do not keep a container beyond its request; take the next one from the next request.`,
  })
  Error.captureStackTrace(error, containerDisposed)
  return error
}
