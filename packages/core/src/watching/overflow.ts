import { readFileSync } from 'node:fs'

/**
 * libuv reads one inotify queue for all watches of a thread, to the end, in one turn of the event loop, and keeps
 * to itself that the kernel dropped what found the queue full. But then a full queue arrives in that one turn, and
 * that can be counted. Half of it will do: other users of `fs.watch` share the queue.
 */
const suspicious = queueLength() / 2
const watches = new Set<() => void>()
let arrived = 0

/** Calls `lost` in the turn in which this thread's queue of file events has probably overflowed, until it is disposed. */
export function onOverflow(lost: () => void): Disposable {
  // A function of its own for each call: two watches may share a callback.
  const listener = () => lost()
  watches.add(listener)
  return { [Symbol.dispose]: () => void watches.delete(listener) }
}

/** To be called for each event as it comes from the system. */
export function countEvent(): void {
  arrived += 1
  if (arrived === 1) setImmediate(judge)
}

function judge(): void {
  const overflowed = arrived >= suspicious
  arrived = 0
  if (overflowed) for (const lost of watches) lost()
}

/** 16,384 unless configured; there is no such queue outside Linux. */
function queueLength(): number {
  try {
    return Number(readFileSync('/proc/sys/fs/inotify/max_queued_events', 'utf8'))
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
