import { HotseatError, messageOf } from '../errors.ts'

export const errors = {
  notCovered: (path: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_WATCH_NOT_COVERED',
      message: `Changes in ${path} will not be noticed: ${messageOf(cause)}. Make it readable, or ignore it.`,
      cause,
    }),
  sinkThrew: (callback: 'changed' | 'rescan', cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_WATCH_SINK_THREW',
      message: `What ${callback}() was told may be lost, because it threw: ${messageOf(cause)}. Watching goes on; fix the callback.`,
      cause,
    }),
}
