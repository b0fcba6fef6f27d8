import type { Scheduler, SchedulerTimer } from 'chokidar'

/** Milliseconds for which chokidar keeps a second change of a file to itself. */
const throttle = 50

/**
 * chokidar's timers without that wait: core settles, and waits less, and a save that comes soon after another would be
 * seen that much later. Its other waits stay.
 */
export function impatientTimers(): Scheduler {
  const timers = new WeakMap<SchedulerTimer, NodeJS.Timeout>()
  return {
    now: () => Date.now(),
    setTimeout(callback, delay) {
      const timer = setTimeout(callback, delay === throttle ? 0 : delay)
      timers.set(timer, timer)
      return timer
    },
    clearTimeout: (timer) => clearTimeout(timer && timers.get(timer)),
  }
}
