import { HotseatError, messageOf } from '@hotseat/core'

/** Why there is polling where events were asked for. */
export type PollingReason =
  | { readonly kind: 'platform'; readonly platform: string }
  | { readonly kind: 'file-system'; readonly name: string }
  | { readonly kind: 'silent' }
  | { readonly kind: 'failed'; readonly cause: unknown }

/** Every error that this package raises, but for core's `HOTSEAT_WATCH_NOT_COVERED` and `HOTSEAT_WATCH_SINK_THREW`. */
export const errors = {
  badInterval: (interval: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_WATCH_BAD_POLL',
      message: `The interval of a poll is to be a number of milliseconds above zero, not ${String(interval)}.`,
    }),
  rootNotWatched: (root: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_WATCH_ROOT_FAILED',
      message: `${root} cannot be watched: ${messageOf(cause)}. Make it readable.`,
      cause,
    }),
  lost: (root: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_WATCH_LOST',
      message: `${root} is no longer watched: it had to be watched afresh, and that failed: ${messageOf(cause)}. Restart it.`,
      cause,
    }),
  polling: (root: string, interval: number, reason: PollingReason) =>
    new HotseatError({
      code: 'HOTSEAT_WATCH_POLLING',
      message: `${root} is looked at every ${interval} ms, which takes CPU and time: ${reasonOf(reason)}`,
      ...(reason.kind === 'failed' && { cause: reason.cause }),
    }),
}

function reasonOf(reason: PollingReason): string {
  switch (reason.kind) {
    case 'platform':
      return `Node is not told of every change on ${reason.platform}. Install @hotseat/watcher-parcel or another watcher.`
    case 'file-system':
      return `it is on ${reason.name}, which does not tell of changes made elsewhere. Keep source on a local disk if you can.`
    case 'silent':
      return 'no event came of a change made to see whether one would. Keep source on a local disk if you can.'
    case 'failed':
      return `${messageOf(reason.cause)}. Raise fs.inotify.max_user_watches or fs.inotify.max_user_instances (\`sysctl\`), or ignore directories that hold no source.`
    default:
      return reason satisfies never
  }
}
