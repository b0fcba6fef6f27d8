/** One thing after the other. */
export class Turns {
  /** Resolves when the last one that was begun is done. */
  #idle: Promise<void> = Promise.resolve()

  /** Runs `work` when what was begun before is done. */
  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    const before = this.#idle
    const turn = Promise.withResolvers<void>()
    this.#idle = turn.promise
    await before
    try {
      return await work()
    } finally {
      turn.resolve()
    }
  }
}
