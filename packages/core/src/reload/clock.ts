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
    let immediate: NodeJS.Immediate | undefined
    // A loop that was held up runs late timers first; what happened before they were due is told after them.
    const timer = setTimeout(() => {
      immediate = setImmediate(callback)
    }, delay)
    return () => {
      clearTimeout(timer)
      clearImmediate(immediate)
    }
  },
}
