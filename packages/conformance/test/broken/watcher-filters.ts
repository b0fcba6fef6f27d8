import { existsSync, lstatSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, relative, sep } from 'node:path'
import type { FileChange, WatchOptions } from '@hotseat/core'
import type { WatcherFault } from './watcher.ts'

const statusOf = (path: string) => statSync(path, { throwIfNoEntry: false })

/** Which changes are left, one of a batch at a time. Made for each watch. */
type Filter = (options: WatchOptions) => (change: FileChange, batch: readonly FileChange[]) => boolean

/** What is seen of a file now, beside what was seen of it last. */
function compared(keep: (now: Seen, last: Seen | undefined) => boolean): Filter {
  return () => {
    const seen = new Map<string, Seen>()
    return ({ path }) => {
      const status = statusOf(path)
      if (!status) return true
      const last = seen.get(path)
      seen.set(path, status)
      return keep(status, last)
    }
  }
}

/** Keeps the changes of as many as it has room for, and later ones of those. */
function remembering(room: number, keyOf: (path: string) => string): ReturnType<Filter> {
  const remembered = new Set<string>()
  return ({ path }) => {
    if (remembered.size < room) remembered.add(keyOf(path))
    return remembered.has(keyOf(path))
  }
}

interface Seen {
  readonly ino: number
  readonly size: number
}

/** Faults in what is reported. */
export const filters: Readonly<Partial<Record<WatcherFault, Filter>>> = {
  'is blind to deletions':
    () =>
    ({ kind }) =>
      kind !== 'delete',
  'reports the truncation and not the write': compared((now, last) => last?.size !== 0 || now.size === 0),
  'is blind to what is appended': compared((now, last) => !last || last.size === 0 || now.size <= last.size + 6),
  'follows the file and not its name': compared((now, last) => !last || now.ino === last.ino),
  'takes what has a backup for one':
    () =>
    ({ path }) =>
      !existsSync(`${path}~`),
  'forgets what was deleted': () => {
    const deleted = new Set<string>()
    return ({ path, kind }) => {
      if (kind !== 'delete') return !deleted.has(path)
      deleted.add(path)
      return true
    }
  },
  'compares sizes': compared((now, last) => !last || now.ino !== last.ino || now.size !== last.size),
  'tires of a file': () => {
    const counts = new Map<string, number>()
    return ({ path }) => {
      const count = (counts.get(path) ?? 0) + 1
      counts.set(path, count)
      return count <= 7
    }
  },
  'reports the new name only': () => (change, batch) =>
    change.kind !== 'delete' ||
    !batch.some(({ path, kind }) => kind === 'create' && dirname(path) === dirname(change.path)),
  'takes letters of either case for the same': () => (change, batch) =>
    change.kind !== 'delete' ||
    !batch.some(({ path, kind }) => kind === 'create' && path.toLowerCase() === change.path.toLowerCase()),
  'is deaf four levels down':
    ({ roots }) =>
    ({ path }) =>
      !roots.some((root) => path.startsWith(root + sep) && relative(root, path).split(sep).length > 4),
  'is deaf in what came as a whole': () => {
    const known = new Set<string>()
    const deaf = new Set<string>()
    return ({ path, kind }, batch) => {
      const tree = dirname(path)
      if (deaf.has(tree)) return false
      const beside = batch.filter((other) => other.kind === 'create' && other.path.startsWith(tree + sep))
      if (kind === 'create' && !known.has(tree) && beside.length > 1) deaf.add(tree)
      known.add(tree)
      return true
    }
  },
  'is blind to what goes with its directory': () => (change, batch) =>
    change.kind !== 'delete' || existsSync(dirname(change.path)) || batch.some(({ kind }) => kind !== 'delete'),
  'compares paths as text': () => {
    const gone = new Set<string>()
    return ({ path, kind }) => {
      if (kind === 'delete' && !existsSync(dirname(path))) gone.add(dirname(path))
      return ![...gone].some((directory) => path.startsWith(directory) && !path.startsWith(directory + sep))
    }
  },
  'drops what is beyond 60': () => (change, batch) => batch.indexOf(change) < 60,
  'is deaf once a root is another': ({ roots }) => {
    const identityOf = (): string => roots.map((root) => statusOf(root)?.ino).join(' ')
    const before = identityOf()
    const areDirectories = roots.every((root) => statusOf(root)?.isDirectory())
    let isDeaf = false
    return () => {
      isDeaf ||= areDirectories && identityOf() !== before
      return !isDeaf
    }
  },
  'expects roots to be directories':
    ({ roots }) =>
    ({ path }) =>
      !roots.includes(path),
  'expects roots to be there': ({ roots }) => {
    const present = roots.filter((root) => existsSync(root))
    return ({ path }) => present.some((root) => path === root || path.startsWith(root + sep))
  },
  'stays where it is':
    ({ roots }) =>
    ({ path }) =>
      !existsSync(path) ||
      !lstatSync(path).isFile() ||
      roots.some((root) => realpathSync(path).startsWith(realpathSync(root))),
  'knows ASCII only':
    () =>
    ({ path }) =>
      /^\p{ASCII}*$/u.test(basename(path)),
  'remembers 1,000 files': () => remembering(1_000, (path) => path),
  'remembers 200 directories': () => remembering(200, dirname),
  'is overwhelmed by much that is written': () => (_change, batch) =>
    batch.every(({ path }) => (statusOf(path)?.size ?? 0) < 10_000),
}
