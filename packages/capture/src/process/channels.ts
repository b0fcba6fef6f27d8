import { channel } from 'node:diagnostics_channel'
import { currentApplication, type Application } from '../application.ts'

type Subscriber = (message: unknown, name: string | symbol) => void

/** By application, what stands for the subscribers that it gave. */
const standIns = new WeakMap<Application, Map<unknown, Subscriber>>()

/**
 * From now on an application hears on Node's diagnostics channels of its own generation and of the process only: a channel is there once for
 * the process, and tells whoever has subscribed of everybody's doings, also when its generation has gone
 * (https://nodejs.org/api/diagnostics_channel.html).
 */
export function patchChannels(): void {
  const prototype = activePrototype()
  const subscribe: unknown = Reflect.get(prototype, 'subscribe')
  const unsubscribe: unknown = Reflect.get(prototype, 'unsubscribe')
  if (typeof subscribe !== 'function' || typeof unsubscribe !== 'function') return
  Reflect.set(prototype, 'subscribe', function patched(this: unknown, subscriber: unknown): unknown {
    const application = currentApplication()
    const own = application && isSubscriber(subscriber) ? standIn(application, subscriber) : subscriber
    application?.onRelease(() => Reflect.apply(unsubscribe, this, [own]))
    return Reflect.apply(subscribe, this, [own])
  })
  Reflect.set(prototype, 'unsubscribe', function patched(this: unknown, subscriber: unknown): unknown {
    const application = currentApplication()
    const own = application && standIns.get(application)?.get(subscriber)
    return Reflect.apply(unsubscribe, this, [own ?? subscriber])
  })
}

/** Of channels that somebody has subscribed to; the others' goes to it. */
function activePrototype(): object {
  const probe = channel('hotseat.probe')
  const ignore = (): void => undefined
  probe.subscribe(ignore)
  const prototype: unknown = Object.getPrototypeOf(probe)
  probe.unsubscribe(ignore)
  return Object(prototype)
}

function standIn(application: Application, subscriber: Subscriber): Subscriber {
  const known = standIns.get(application) ?? new Map<unknown, Subscriber>()
  standIns.set(application, known)
  const own =
    known.get(subscriber) ??
    ((message, name) => {
      const current = currentApplication()
      // What the process tells, as Hotseat does of its swaps, the application hears in its own name.
      if (current === undefined) application.run(() => subscriber(message, name))
      else if (current === application) subscriber(message, name)
    })
  known.set(subscriber, own)
  return own
}

function isSubscriber(value: unknown): value is Subscriber {
  return typeof value === 'function'
}
