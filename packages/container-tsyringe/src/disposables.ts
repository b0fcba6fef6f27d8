import { Stream } from 'node:stream'
import { disposerOf } from '@hotseat/core'

/**
 * How a container lets go of a thing: core's `disposerOf`, except for
 * - a method `dispose` that takes arguments: it disposes something else, and tsyringe does not call it either;
 * - the process's own standard streams: Node made them disposable, and `useValue: process.stdout` does not mean that.
 */
export function disposerFor(thing: object): (() => unknown) | undefined {
  try {
    return isStandardStream(thing) || takesArguments(thing) ? undefined : disposerOf(thing)
  } catch {
    // A strict proxy throws when it is asked for a property that it does not know.
    return undefined
  }
}

function isStandardStream(thing: object): boolean {
  return thing instanceof Stream && 'fd' in thing && (thing.fd === 0 || thing.fd === 1 || thing.fd === 2)
}

function takesArguments(thing: object): boolean {
  if (Symbol.asyncDispose in thing || Symbol.dispose in thing || !('dispose' in thing)) return false
  return typeof thing.dispose === 'function' && thing.dispose.length > 0
}
