import type { EventEmitter } from 'node:events'
import { actAs, actor } from '@hotseat/core'

/**
 * From now on listeners of these run as the doing of `who`: what arrives on a connection Node emits in the context in
 * which the connection was opened, and that is nobody's.
 */
export function emitAs(who: object | undefined, ...emitters: readonly EventEmitter[]): void {
  for (const emitter of emitters) {
    const emit = emitter.emit.bind(emitter)
    const emitting = (...given: unknown[]): unknown => Reflect.apply(emit, emitter, given)
    Reflect.set(emitter, 'emit', (...given: unknown[]): unknown =>
      actor() === who ? emitting(...given) : actAs(who, () => emitting(...given)),
    )
  }
}
