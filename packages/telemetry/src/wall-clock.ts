/**
 * Milliseconds since the epoch, with fractions. Node's own fine clock stands still while the machine sleeps, so that after
 * a night it would be hours behind the spans of the application; hence it is set anew for every reload.
 */
export class WallClock {
  #offset = 0

  constructor() {
    this.set()
  }

  set(): void {
    this.#offset = Date.now() - performance.now()
  }

  now(): number {
    return this.#offset + performance.now()
  }
}
