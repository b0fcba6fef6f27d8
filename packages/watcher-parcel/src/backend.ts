import { subscribe, type AsyncSubscription, type BackendType } from '@parcel/watcher'
import { checkInotifyInstance } from './inotify-instance.ts'

/** A directory with little in it, in which nothing changes. */
const quiet = import.meta.dirname
const kept = new Map<BackendType, AsyncSubscription>()

/**
 * @parcel/watcher starts a thread, with an inotify instance, for the first subscription and ends it with the last. A
 * subscription of our own keeps that thread while others are opened anew: the check before it takes about 60 ms.
 */
export async function keepBackend(backend: BackendType): Promise<void> {
  if (kept.has(backend)) return
  await checkInotifyInstance()
  // After an error its thread has ended.
  const hear = (error: Error | null) => void (error && kept.delete(backend))
  kept.set(backend, await subscribe(quiet, hear, { backend }))
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
