/** Time, as the reloader sees it. */
export interface Clock {
  /** Milliseconds, monotonic. */
  now(): number
  /** Calls back once, `delay` milliseconds from now. Returns how to prevent that. */
  setTimer(delay: number, callback: () => void): () => void
}

export const systemClock: Clock = {
  now: () => performance.now(),
  setTimer(delay, callback) {
    const timer = setTimeout(callback, delay)
    return () => clearTimeout(timer)
  },
}
