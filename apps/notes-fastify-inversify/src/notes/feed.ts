import type { EventEmitter } from 'node:events'
import type { Note } from './note.ts'

/** What happened to a note, by which request. `note` is as it is now; of a removed one, as it was. */
export interface Change {
  readonly kind: 'added' | 'changed' | 'removed'
  readonly note: Note
  /** The id of the request that did it: the `x-request-id` of its answer. */
  readonly by: string
}

export interface FeedEvents {
  readonly change: [Change]
}

/**
 * Tells of every change. The emitter is shared, so whoever listens to an old generation hears of what the new one does; it
 * is Node's own, for code that is shared would stay as it was when it was made.
 */
export class Feed {
  readonly #emitter: EventEmitter<FeedEvents>

  constructor(emitter: EventEmitter<FeedEvents>) {
    this.#emitter = emitter
    // As many as there are pages open.
    emitter.setMaxListeners(0)
  }

  publish(change: Change): void {
    this.#emitter.emit('change', change)
  }

  /** Returns how to stop it. */
  subscribe(listener: (change: Change) => void): () => void {
    this.#emitter.on('change', listener)
    return () => void this.#emitter.off('change', listener)
  }
}
