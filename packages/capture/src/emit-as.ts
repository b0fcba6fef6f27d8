import type { EventEmitter } from 'node:events'
import { actAs, actor } from '@hotseat/core'

/**
 * From now on listeners of these run as the doing of `who`: what arrives on a connection Node emits in the context in
 * which the connection was opened, and that is nobody's.
 */
export function emitAs(who: object | undefined, ...emitters: readonly EventEmitter[]): void {
  for (const emitter of emitters) {
    replaceEmit(emitter, (emitting) => (actor() === who ? emitting() : actAs(who, () => throwingLater(emitting))))
  }
}

/** The same for what Node alone emits on, in whatever context: the end of a thread. */
export function nodeEmitsAs(who: object | undefined, emitter: EventEmitter): void {
  replaceEmit(emitter, (emitting) => actAs(who, () => throwingLater(emitting)))
}

function replaceEmit(emitter: EventEmitter, around: (emitting: () => unknown) => unknown): void {
  const emit = emitter.emit.bind(emitter)
  Reflect.set(emitter, 'emit', (...given: unknown[]): unknown => around(() => Reflect.apply(emit, emitter, given)))
}

/** What it throws would leave the context on its way: so it is thrown in it, a tick later. Of Node nobody catches it. */
function throwingLater(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    process.nextTick(() => {
      throw error
    })
    return true
  }
}
