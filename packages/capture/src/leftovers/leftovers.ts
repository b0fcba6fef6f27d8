import { setImmediate } from 'node:timers/promises'
import type { Leftover, Watched } from './leftover.ts'

/** So many more of them make it worth looking which are still there. */
const pruneAfter = 256

/** What a generation has started and may leave behind. */
export class Leftovers {
  #watched: Watched[] = []
  #pruneAt = pruneAfter

  add(watched: Watched): void {
    this.#watched.push(watched)
    if (this.#watched.length < this.#pruneAt) return
    this.#watched = this.#watched.filter((each) => each.isLeft())
    this.#pruneAt = this.#watched.length + pruneAfter
  }

  /** None of it is to be ended. */
  forget(): void {
    this.#watched = []
  }

  /** What is still there; what ends by itself as its sockets close is given a turn to do so. */
  async find(): Promise<readonly Watched[]> {
    await setImmediate()
    this.#watched = this.#watched.filter((each) => each.isLeft())
    return this.#watched
  }

  /** @returns what of it is worth a word, as it was */
  async clear(): Promise<readonly Leftover[]> {
    const left = await this.find()
    this.#watched = []
    const loud = left.filter((each) => each.isLoud()).map(({ kind, name, origin }) => ({ kind, name, origin }))
    await Promise.all(left.map(async (each) => await each.clear()))
    return loud
  }
}
