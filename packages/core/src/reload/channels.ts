import { channel, type Channel } from 'node:diagnostics_channel'
import { runOutside } from '../generation/current.ts'
import type { ReloaderEvents } from './events.ts'
import type { Reloader } from './reloader.ts'

/**
 * What is published on the diagnostics channels `hotseat:change`, `hotseat:swap` and so on: the event as
 * `reloader.on()` tells it, with the reloader that it comes from.
 *
 * @example
 * const report = ({ generation, total }: ReloaderMessage<'swap'>) => console.log(generation, total)
 */
export type ReloaderMessage<Name extends keyof ReloaderEvents> = ReloaderEvents[Name] & {
  readonly reloader: Reloader<unknown>
}

const channels = new Map<keyof ReloaderEvents, Channel>()

/**
 * Tells whoever has subscribed, in this process, to the channel of this event. As nobody's doing: what comes of it belongs to
 * no request that may have set the event off. A subscriber that throws stops nothing; Node has the error thrown
 * where nothing catches it, after the reloader has gone on.
 */
export function publish<Name extends keyof ReloaderEvents>(
  name: Name,
  event: ReloaderEvents[Name],
  reloader: Reloader<unknown>,
): void {
  const known = channels.get(name) ?? channel(`hotseat:${name}`)
  channels.set(name, known)
  if (!known.hasSubscribers) return
  const message: ReloaderMessage<Name> = { ...event, reloader }
  runOutside(() => known.publish(message))
}
