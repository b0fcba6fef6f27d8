import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../../src/reload/clock.ts'

interface Timer {
  readonly due: number
  readonly callback: () => void
}

/** Time that passes only when a test says so. */
export class SimulatedClock implements Clock {
  readonly #timers = new Set<Timer>()
  #now = 0

  now(): number {
    return this.#now
  }

  setTimer(delay: number, callback: () => void): () => void {
    const timer = { due: this.#now + delay, callback }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Timers that have neither fired nor been cancelled. */
  get pending(): number {
    return this.#timers.size
  }

  /** Lets so many milliseconds pass, calling each timer when it is due, with all that follows from it. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds
    await quiescence()
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#now = Math.max(this.#now, next.due)
      this.#timers.delete(next)
      next.callback()
      await quiescence()
    }
    this.#now = end
  }

  #next(end: number): Timer | undefined {
    return [...this.#timers].filter(({ due }) => due <= end).toSorted((left, right) => left.due - right.due)[0]
  }
}

/** Resolves when every promise that can settle by itself has. */
async function quiescence(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await setImmediate()
}
