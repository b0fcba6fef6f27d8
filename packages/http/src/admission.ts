import type { HotseatError, Reloader } from '@hotseat/core'
import { errors } from './errors.ts'

export interface AdmissionOptions<Api> {
  readonly reloader: Reloader<Api>
  readonly freshness: 'serve' | 'hold'
  /** Milliseconds. */
  readonly holdTimeout: number
}

/** Whether a request may take a lease: now, later, or not at all. */
export interface Admission {
  /** Undefined when there is nothing to wait for. Never rejects. */
  wait(): Promise<void> | undefined
  /** Why no generation answers; undefined when one does. To be asked in the same step in which the lease is taken. */
  refusal(): HotseatError | undefined
}

export function createAdmission<Api>({ reloader, freshness, holdTimeout }: AdmissionOptions<Api>): Admission {
  return {
    wait() {
      const { kind } = reloader.seat
      const mustWait = kind === 'starting' || (freshness === 'hold' && kind !== 'stopped')
      return mustWait ? settledWithin(reloader, holdTimeout) : undefined
    },
    refusal() {
      const { seat } = reloader
      switch (seat.kind) {
        case 'generation':
          return freshness === 'hold' ? reloader.failure : undefined
        case 'failure':
          return seat.error
        case 'starting':
          return errors.starting()
        case 'stopped':
          return errors.stopped()
        default:
          return seat satisfies never
      }
    },
  }
}

async function settledWithin(reloader: Reloader<unknown>, timeout: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, timeout)
  try {
    await Promise.race([reloader.settled(), promise])
  } finally {
    clearTimeout(timer)
  }
}
