/** Milliseconds between looks at the clock. */
const interval = 50
/** Milliseconds by which a look may be late; filling a queue of 16,384 events takes about as long. */
const tolerated = 150

/** Calls `stalled` after the event loop was blocked for {@link tolerated} milliseconds, until it is disposed. Keeps no process alive. */
export function onStall(stalled: () => void): Disposable {
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    const late = now - last - interval
    last = now
    if (late > tolerated) stalled()
  }, interval)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
