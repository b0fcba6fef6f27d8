import { setTimeout } from 'node:timers/promises'
import type { CapturedServer } from '../listen/captured-server.ts'
import { errors } from '../errors.ts'
import { Ended } from './ended.ts'
import type { ProcessEvents } from './process-events.ts'

/** Milliseconds that a shutdown which does not tell when it is done is given to call `process.exit()`. */
const grace = 500

export interface ShutDownOptions {
  readonly events: ProcessEvents
  readonly servers: readonly CapturedServer[]
  /** Resolves when the application has called `process.exit()`. */
  readonly exited: Promise<void>
}

/**
 * Has an application end as a signal would: what it registered for SIGTERM, else for SIGINT; its servers are closed;
 * then what it registered for the end of the process itself.
 *
 * @throws {AggregateError} of what of it failed, after all was tried
 */
export async function shutDown({ events, servers, exited }: ShutDownOptions): Promise<void> {
  const failures: unknown[] = []
  const signal = ['SIGTERM', 'SIGINT', 'SIGHUP'].find((name) => events.listenerCount(name) > 0)
  let isDone = signal === undefined
  if (signal !== undefined) {
    const told = await Promise.race([tell(events, signal, [signal, 15], failures), exited])
    isDone = told === 'promised'
  }
  const closed = Promise.all(servers.map(async (server) => await server.close()))
  await (isDone
    ? closed
    : Promise.race([exited, closed.then(async () => await setTimeout(grace, undefined, { ref: false }))]))
  await closed
  for (const event of ['beforeExit', 'exit']) await tell(events, event, [0], failures)
  if (failures.length > 0) throw new AggregateError(failures, 'The application did not shut down as it should')
}

/** @returns whether one of the listeners tells when it is done */
async function tell(
  events: ProcessEvents,
  event: string,
  given: readonly unknown[],
  failures: unknown[],
): Promise<'promised' | 'called'> {
  const outcomes: unknown[] = []
  const fail = (error: unknown): void => {
    if (!(error instanceof Ended)) failures.push(errors.shutdownFailed(event, error))
  }
  for (const listener of events.rawListeners(event)) {
    try {
      outcomes.push(Reflect.apply(listener, process, given))
    } catch (error) {
      fail(error)
    }
  }
  const promises = outcomes.filter((outcome) => outcome instanceof Promise)
  await Promise.all(promises.map(async (promise) => await promise.catch(fail)))
  return promises.length > 0 ? 'promised' : 'called'
}
