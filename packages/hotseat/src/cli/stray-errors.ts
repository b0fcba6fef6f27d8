import type { SourceLocation } from '@hotseat/core'
import { errors } from '../errors.ts'
import type { Report } from '../output/events.ts'

/**
 * An error that nothing caught (a timer's, an event's, a promise's that nobody awaited) comes from the application:
 * it is reported with its place, and the process lives on, for the next save is to mend it.
 *
 * @param catches may take it instead
 * @param locate finds the place in the application's source
 * @returns how to leave such errors to Node again
 */
export function surviveStrayErrors(
  catches: (error: unknown, origin: NodeJS.UncaughtExceptionOrigin) => boolean,
  locate: (error: unknown) => SourceLocation | undefined,
  report: Report,
): () => void {
  // With this listener Node sends unhandled rejections here too, and says so in `origin`.
  const tell = (thrown: unknown, origin: NodeJS.UncaughtExceptionOrigin): void => {
    if (catches(thrown, origin)) return
    report({ event: 'stray-error', error: errors.stray(thrown, origin, locate(thrown)) })
  }
  process.on('uncaughtException', tell)
  return () => process.off('uncaughtException', tell)
}
