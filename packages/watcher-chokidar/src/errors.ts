import { HotseatError, messageOf } from '@hotseat/core'

/** The system's own codes for "no more watches" and "no more watch instances or files". */
const limits: ReadonlySet<string> = new Set(['ENOSPC', 'EMFILE', 'ENFILE'])

/** Every error that this package raises. */
export const errors = {
  badPoll: (poll: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_WATCH_BAD_POLL',
      message: `chokidar({ poll }) is to be a number of milliseconds above zero, not ${String(poll)}.`,
    }),
  backslashInRoot: (root: string) =>
    new HotseatError({
      code: 'HOTSEAT_WATCH_ROOT_FAILED',
      message: `${root} cannot be watched: chokidar takes a backslash for a separator. Rename the directory.`,
    }),
  rootNotWatched: (root: string, cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_WATCH_ROOT_FAILED',
      message: `${root} cannot be watched: ${messageOf(cause)}. ${adviceFor(cause)}`,
      cause,
    }),
  limitReached: (cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_WATCH_LIMIT',
      message: `Changes in some directories will not be noticed: ${messageOf(cause)}. ${adviceFor(cause)}`,
      cause,
    }),
  notCovered: (cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_WATCH_NOT_COVERED',
      message: `Some changes will not be noticed: ${messageOf(cause)}. ${adviceFor(cause)}`,
      cause,
    }),
  notRenewed: (cause: unknown) =>
    new HotseatError({
      code: 'HOTSEAT_WATCH_LOST',
      message: `Watching ended: the system dropped events and starting afresh failed: ${messageOf(cause)}. Restart it.`,
      cause,
    }),
}

/** The error for a part of the tree that chokidar could not watch. */
export function coverageError(cause: unknown): HotseatError {
  return limits.has(codeOf(cause)) ? errors.limitReached(cause) : errors.notCovered(cause)
}

/** The path that the file system complained of; undefined where it named none. */
export function pathOf(cause: unknown): string | undefined {
  return cause instanceof Error && 'path' in cause && typeof cause.path === 'string' ? cause.path : undefined
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
}

function adviceFor(cause: unknown): string {
  switch (codeOf(cause)) {
    case 'ENOSPC':
      return 'Raise fs.inotify.max_user_watches (`sysctl`), or ignore directories that hold no source.'
    case 'EMFILE':
    case 'ENFILE':
      return 'Raise fs.inotify.max_user_instances (`sysctl`) or the limit of open files (`ulimit -n`), or end other watchers.'
    case 'EACCES':
    case 'EPERM':
      return 'Make it readable, or ignore it.'
    default:
      return 'Ignore it if it holds no source.'
  }
}
