import { HotseatError, messageOf } from '@hotseat/core'

/** What the system says when it is out of watches, or of watch instances or files. */
const limit = /no space left on device|too many open files|ENOSPC|EMFILE|ENFILE/i

/** Every error that this package raises, but for core's `HOTSEAT_WATCH_NOT_COVERED` and `HOTSEAT_WATCH_SINK_THREW`. */
export const errors = {
  rootNotWatched: (root: string, cause: unknown) =>
    new HotseatError({
      code: limit.test(messageOf(cause)) ? 'HOTSEAT_WATCH_LIMIT' : 'HOTSEAT_WATCH_ROOT_FAILED',
      message: `${root} cannot be watched: ${messageOf(cause)}. ${adviceFor(cause)}`,
      cause,
    }),
  rootIsFile: (root: string) =>
    new HotseatError({
      code: 'HOTSEAT_WATCH_ROOT_FAILED',
      message: `${root} cannot be watched: @parcel/watcher watches directories only. Watch the directory it is in.`,
    }),
  interrupted: (cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_WATCH_INTERRUPTED',
      message: `@parcel/watcher gave up (${messageOf(cause)}) and is started afresh. If this comes often, use another watcher.`,
      cause,
    }),
  lost: (root: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_WATCH_LOST',
      message: `${root} is no longer watched: @parcel/watcher had to be started afresh, and failed: ${messageOf(cause)}. ${adviceFor(cause)} Then restart it.`,
      cause,
    }),
}

function adviceFor(cause: unknown): string {
  return limit.test(messageOf(cause))
    ? 'Raise fs.inotify.max_user_watches or fs.inotify.max_user_instances (`sysctl`), or end other watchers.'
    : 'Make it a readable directory.'
}
