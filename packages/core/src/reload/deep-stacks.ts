/** Frames that lead from the application through a container's library, and back: what Node keeps by itself, 10, ends inside of it. */
const deep = 50

let builds = 0
let before = 0

/**
 * Has errors keep enough of their stack to tell where the application called what failed, as long as a build runs and is not given
 * up. A limit that is higher already stays, and so does one that the application sets.
 *
 * @returns how to end that; a second call does nothing
 */
export function deepStacks(signal: AbortSignal): () => void {
  let isOver = false
  if (builds === 0) before = Error.stackTraceLimit
  builds += 1
  if (Error.stackTraceLimit < deep) Error.stackTraceLimit = deep

  function end(): void {
    if (isOver) return
    isOver = true
    signal.removeEventListener('abort', end)
    builds -= 1
    if (builds === 0 && Error.stackTraceLimit === deep) Error.stackTraceLimit = before
  }
  // One that never ends is given up by its signal.
  signal.addEventListener('abort', end)
  return end
}
