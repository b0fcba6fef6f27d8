import { subscribe, type AsyncSubscription, type BackendType, type Event } from '@parcel/watcher'
import { backendFailed, backendSettled, end, keepBackend, releaseBackend } from './backend.ts'

/** Someone who wants the events below a directory. */
export interface Subscriber {
  /** Directories to keep out, by real path. */
  ignored(): readonly string[]
  heard(error: Error | null, events: readonly Event[]): void
  /** Its subscription was opened anew for another's sake: events may have been lost. */
  reopened(): void
}

/** By backend and directory. Events come to all; what is known of the tree, they share. */
const groups = new Map<string, Map<Subscriber, AsyncSubscription | undefined>>()
let last: Promise<unknown> = Promise.resolve()

/**
 * Subscribes, or does so anew. @parcel/watcher keeps what it knows of a tree for as long as anyone is subscribed to it,
 * and never looks again: all subscriptions of the directory are therefore closed before one is opened.
 *
 * @param directory its real path
 */
export function open(directory: string, backend: BackendType, subscriber: Subscriber): Promise<void> {
  return exclusively(async () => {
    await keepBackend(backend)
    const group = groupOf(directory, backend)
    group.set(subscriber, group.get(subscriber))
    await closeAll(group)
    for (const member of group.keys()) {
      try {
        const hear = (error: Error | null, events: readonly Event[]): void => {
          if (error) backendFailed()
          member.heard(error, events ?? [])
        }
        group.set(member, await subscribe(directory, hear, { backend, ignore: [...member.ignored()] }))
      } catch (cause) {
        if (member === subscriber) throw cause
        member.heard(cause instanceof Error ? cause : new Error(String(cause)), [])
      }
      if (member !== subscriber) member.reopened()
    }
  })
}

export function close(directory: string, backend: BackendType, subscriber: Subscriber): Promise<void> {
  return exclusively(async () => {
    const group = groupOf(directory, backend)
    const subscription = group.get(subscriber)
    group.delete(subscriber)
    if (group.size === 0) groups.delete(keyOf(directory, backend))
    await end(subscription)
    if (![...groups.keys()].some((key) => key.startsWith(keyOf('', backend)))) await releaseBackend(backend)
  })
}

async function closeAll(group: Map<Subscriber, AsyncSubscription | undefined>): Promise<void> {
  for (const [member, subscription] of group) {
    group.set(member, undefined)
    await end(subscription)
  }
}

/** One after the other: its table of backends is not guarded against two threads. */
function exclusively<Result>(task: () => Promise<Result>): Promise<Result> {
  const result = last.then(backendSettled).then(task)
  last = result.catch(() => undefined)
  return result
}

function groupOf(directory: string, backend: BackendType): Map<Subscriber, AsyncSubscription | undefined> {
  const key = keyOf(directory, backend)
  const group = groups.get(key) ?? new Map<Subscriber, AsyncSubscription | undefined>()
  groups.set(key, group)
  return group
}

function keyOf(directory: string, backend: BackendType): string {
  return `${backend}:${directory}`
}
