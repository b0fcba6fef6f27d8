import type { HotseatError, ReloaderEvents } from '@hotseat/core'
import { attribute } from './attributes.ts'
import type { Spans } from './spans.ts'
import type { WallClock } from './wall-clock.ts'

/** Tells of the drain and the disposal of generations, and of what goes wrong in them. */
export class Retirements {
  readonly #spans: Spans
  readonly #clock: WallClock
  /** Of those that are being disposed, what has failed so far. */
  readonly #disposing = new Map<number, HotseatError[]>()

  constructor(spans: Spans, clock: WallClock) {
    this.#spans = spans
    this.#clock = clock
  }

  drained({ generation, duration, forced }: ReloaderEvents['drained']): void {
    this.#disposing.set(generation, [])
    this.#spans.afterwards('hotseat.drain', generation, {
      ...this.#last(duration),
      attributes: { [attribute.cutOff]: forced },
    })
  }

  disposed({ generation, duration }: ReloaderEvents['disposed']): void {
    const failures = this.#disposing.get(generation) ?? []
    this.#disposing.delete(generation)
    this.#spans.afterwards('hotseat.dispose', generation, { ...this.#last(duration), attributes: {}, failures })
    this.#spans.forget(generation)
  }

  /** Of a request's scope, or of a build that was discarded, it is a disposal by itself. */
  disposeFailed({ generation, error }: ReloaderEvents['dispose-failed']): void {
    const known = this.#disposing.get(generation)
    if (known) known.push(error)
    else this.#spans.afterwards('hotseat.dispose', generation, { ...this.#last(0), attributes: {}, failures: [error] })
  }

  #last(duration: number): { readonly begun: number; readonly ended: number } {
    const ended = this.#clock.now()
    return { begun: ended - duration, ended }
  }
}
