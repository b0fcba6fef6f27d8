import { setTimeout } from 'node:timers/promises'
import { subscribe, type AsyncSubscription, type BackendType } from '@parcel/watcher'
import { checkInotifyInstance } from './inotify-instance.ts'

/** A directory with little in it, in which nothing changes. */
const quiet = import.meta.dirname
const kept = new Map<BackendType, AsyncSubscription>()
/** How long a thread of @parcel/watcher takes, at most, to end after it told of an error. It is microseconds. */
const endingMs = 50
let endedAt = Number.NEGATIVE_INFINITY

/**
 * @parcel/watcher starts a thread, with an inotify instance, for the first subscription and ends it with the last. A
 * subscription of our own keeps that thread while others are opened anew: the check before it takes about 60 ms.
 */
export async function keepBackend(backend: BackendType): Promise<void> {
  if (kept.has(backend)) return
  await checkInotifyInstance()
  // After an error its thread has ended.
  const hear = (error: Error | null): void => {
    if (!error) return
    kept.delete(backend)
    backendFailed()
  }
  kept.set(backend, await subscribe(quiet, hear, { backend }))
}

/** A thread of @parcel/watcher told of an error: it is about to end. */
export function backendFailed(): void {
  endedAt = performance.now() + endingMs
}

/**
 * Waits for a thread that has failed to be gone. While it ends it holds one lock of @parcel/watcher's and waits for
 * another; whoever calls in then holds that one and waits for the first, and JavaScript stands still for ever.
 */
export async function backendSettled(): Promise<void> {
  for (let left = endedAt - performance.now(); left > 0; left = endedAt - performance.now()) await setTimeout(left)
}

export async function releaseBackend(backend: BackendType): Promise<void> {
  const subscription = kept.get(backend)
  kept.delete(backend)
  await end(subscription)
}

/** Its own bookkeeping fails for directories that are gone; it is closed all the same. */
export async function end(subscription: AsyncSubscription | undefined): Promise<void> {
  try {
    await subscription?.unsubscribe()
  } catch {
    // Nothing hears it any more.
  }
}
