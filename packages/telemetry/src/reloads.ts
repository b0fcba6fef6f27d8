import type { HotseatError, Phases, ReloaderEvents } from '@hotseat/core'
import type { WallClock } from './wall-clock.ts'

/** A reload that has come to its end, from its first change on. Times are milliseconds since the epoch. */
export interface Reload {
  readonly generation: number
  readonly reason: ReloaderEvents['build-start']['reason']
  readonly begun: number
  /** When the build began that was seated, or has failed. */
  readonly buildBegun: number
  readonly ended: number
  readonly phases: Phases
  readonly changedFiles: number
  /** Builds that were overtaken on the way. */
  readonly discarded: readonly { readonly generation: number; readonly at: number }[]
  readonly result: SwapResult | FailureResult
}

interface SwapResult {
  readonly outcome: 'swapped'
  readonly retired: number | undefined
  readonly modules: ReloaderEvents['swap']['modules']
}

interface FailureResult {
  readonly outcome: 'failed'
  readonly error: HotseatError
  readonly answeredBy: number | undefined
}

/** Puts the events of a reloader together to reloads. */
export class Reloads {
  readonly #clock: WallClock
  readonly #changed = new Set<string>()
  readonly #discarded: { readonly generation: number; readonly at: number }[] = []
  #begun: number | undefined
  #buildBegun: number | undefined

  constructor(clock: WallClock) {
    this.#clock = clock
  }

  changed({ paths }: ReloaderEvents['change']): void {
    this.#begin()
    for (const path of paths) this.#changed.add(path)
  }

  buildStarted(): void {
    this.#buildBegun = this.#begin()
  }

  discarded({ generation }: ReloaderEvents['discarded']): void {
    this.#discarded.push({ generation, at: this.#clock.now() })
  }

  swapped({ generation, reason, phases, paths, total, retired, modules }: ReloaderEvents['swap']): Reload {
    const result = { outcome: 'swapped', retired, modules } as const
    return this.#end({ generation, reason, phases, result }, paths.length, total)
  }

  failed({ generation, reason, phases, error, answeredBy }: ReloaderEvents['build-failed']): Reload {
    return this.#end(
      { generation, reason, phases, result: { outcome: 'failed', error, answeredBy } },
      this.#changed.size,
    )
  }

  /** @returns now */
  #begin(): number {
    if (this.#begun === undefined) this.#clock.set()
    const now = this.#clock.now()
    this.#begun ??= now
    return now
  }

  #end(
    told: Pick<Reload, 'generation' | 'reason' | 'phases' | 'result'>,
    changedFiles: number,
    total?: number,
  ): Reload {
    const ended = this.#clock.now()
    const begun = total === undefined ? (this.#begun ?? ended) : ended - total
    const buildBegun = Math.max(begun, this.#buildBegun ?? begun)
    this.#begun = undefined
    this.#buildBegun = undefined
    this.#changed.clear()
    return { ...told, begun, buildBegun, ended, changedFiles, discarded: this.#discarded.splice(0) }
  }
}
