/** What a watcher reports, held back while a reloader is paused. */
export class Pause {
  readonly #pass: (paths: readonly string[], unlisted: readonly string[]) => void
  readonly #paths = new Set<string>()
  readonly #unlisted = new Set<string>()
  #isOn = false

  /** @param pass takes what is not, or no longer, held back */
  constructor(pass: (paths: readonly string[], unlisted: readonly string[]) => void) {
    this.#pass = pass
  }

  get isOn(): boolean {
    return this.#isOn
  }

  /** @returns whether it was off */
  begin(): boolean {
    const wasOff = !this.#isOn
    this.#isOn = true
    return wasOff
  }

  /**
   * @param ended called before what was held back is passed on; not if it was off
   */
  end(ended: () => void): void {
    if (!this.#isOn) return
    this.#isOn = false
    const held = [[...this.#paths], [...this.#unlisted]] as const
    this.#paths.clear()
    this.#unlisted.clear()
    ended()
    if (held.some(({ length }) => length > 0)) this.#pass(...held)
  }

  /** Files that changed; and folders in which others may have come into being. */
  report(paths: readonly string[], unlisted: readonly string[] = []): void {
    if (!this.#isOn) return this.#pass(paths, unlisted)
    for (const path of paths) this.#paths.add(path)
    for (const path of unlisted) this.#unlisted.add(path)
  }
}
