import { HotseatError, messageOf } from './errors.ts'

/** One thing to let go, with the name that a report gives it. */
export interface Disposal {
  readonly name: string
  dispose(): unknown
}

export interface DisposalOptions {
  /** Milliseconds for all of it. What then still hangs is reported by name and left behind. */
  readonly timeout: number
}

/**
 * Disposes in the order given, each awaited before the next. An error stops nothing. Once something has hung for
 * half of the timeout, order is given up: the rest starts at once and has the other half. Each is asked for when its
 * turn has come.
 *
 * @throws {AggregateError} of a {@link HotseatError} for each that failed or hung, naming it
 */
export async function disposeInOrder(disposals: Iterable<Disposal>, options: DisposalOptions): Promise<void> {
  const patience = options.timeout / 2
  const errors: unknown[] = []
  let hung: Promise<unknown> | undefined
  for (const next of disposals) {
    const disposed = disposeOne(next, patience, errors)
    if (hung) hung = Promise.all([hung, disposed])
    else if (await disposed) hung = Promise.resolve()
  }
  await hung
  if (errors.length > 0) throw new AggregateError(errors, errors.map(messageOf).join('\n'))
}

/** Resolves to true when it hung. */
async function disposeOne(disposal: Disposal, patience: number, errors: unknown[]): Promise<boolean> {
  const timeout = Promise.withResolvers<'hung'>()
  const timer = setTimeout(timeout.resolve, patience, 'hung')
  try {
    const outcome = await Promise.race([(async () => await disposal.dispose())(), timeout.promise])
    if (outcome !== 'hung') return false
    errors.push(
      new HotseatError({
        code: 'HOTSEAT_DISPOSE_TIMEOUT',
        message: `${disposal.name} had not finished disposing after ${patience} ms and was left behind. Make its dispose() settle, or raise disposeTimeout.`,
      }),
    )
    return true
  } catch (cause) {
    errors.push(
      new HotseatError({
        code: 'HOTSEAT_DISPOSE_FAILED',
        message: `${disposal.name} failed to dispose: ${messageOf(cause)}`,
        cause,
      }),
    )
    return false
  } finally {
    clearTimeout(timer)
  }
}
