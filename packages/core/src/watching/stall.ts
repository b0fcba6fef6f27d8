/** Milliseconds between looks at the clock. */
const interval = 50
/** Milliseconds by which a look may be late; filling a queue of 16,384 events takes about as long. */
const tolerated = 150

/**
 * Calls `stalled` after the event loop was blocked for more than {@link tolerated} milliseconds and runs on time again:
 * by then what was not lost has been reported. Until it is disposed; keeps no process alive.
 */
export function onStall(stalled: () => void): Disposable {
  let last = performance.now()
  let blocked = false
  const timer = setInterval(() => {
    const now = performance.now()
    const late = now - last - interval > tolerated
    last = now
    if (blocked && !late) stalled()
    blocked = late
  }, interval)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
