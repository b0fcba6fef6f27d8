import { setTimeout } from 'node:timers/promises'
import { errors } from './errors.ts'

/** Milliseconds in which an application that has nothing under way any more may still listen: of files nobody tells. */
const patience = 2_000

/** How often it is looked whether something is under way. */
const interval = 100

/** Whether an application has become ready to serve, or never will. */
export class Readiness {
  readonly #listens = Promise.withResolvers<void>()
  readonly #fails = Promise.withResolvers<never>()

  constructor() {
    this.#fails.promise.catch(() => undefined)
  }

  listens(): void {
    this.#listens.resolve()
  }

  fails(error: unknown): void {
    this.#fails.reject(error)
  }

  /** What `work` comes to. @throws why the application fails, if it does before */
  async unlessItFails<Result>(work: Promise<Result>): Promise<Result> {
    return await Promise.race([work, this.#fails.promise])
  }

  /**
   * Resolves when the application listens.
   *
   * @param isBusy whether something that it has started may still make it listen
   * @throws why it fails; the signal's reason; {@link errors.neverListens} for one that natively had come to its end
   */
  async wait(signal: AbortSignal, isBusy: () => Promise<boolean>): Promise<void> {
    const waiting = new AbortController()
    const aborted = Promise.withResolvers<never>()
    const abort = (): void => aborted.reject(signal.reason)
    signal.addEventListener('abort', abort)
    try {
      signal.throwIfAborted()
      const ends = this.#untilItEnds(isBusy, waiting.signal)
      await Promise.race([this.#listens.promise, this.#fails.promise, aborted.promise, ends])
    } finally {
      signal.removeEventListener('abort', abort)
      waiting.abort()
    }
  }

  async #untilItEnds(isBusy: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
    let idle = 0
    while (idle < patience) {
      await setTimeout(interval, undefined, { ref: false })
      if (signal.aborted) return
      idle = (await isBusy()) ? 0 : idle + interval
    }
    throw errors.neverListens()
  }
}
