import { existsSync, lstatSync, openSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { FileChange, Watch, Watcher, WatcherCapabilities, WatchOptions } from '@hotseat/core'

/** For each rule for watchers, what breaks it. */
export const watcherFaults = {
  'watcher/ready-means-ready': 'is ready too early',
  'watcher/directories-made-during-the-start': 'is deaf in what was made during the start',
  'watcher/replays-nothing': 'reports what it finds',
  'watcher/creates-saves-and-deletes': 'is blind to deletions',
  'watcher/truncated-first': 'reports the truncation and not the write',
  'watcher/chunked-saves': 'is blind to what is appended',
  'watcher/atomic-saves': 'follows the file and not its name',
  'watcher/backups-beside-it': 'takes what has a backup for one',
  'watcher/deleted-and-created-again': 'forgets what was deleted',
  'watcher/equal-sizes': 'compares sizes',
  'watcher/the-last-of-many': 'tires of a file',
  'watcher/renames': 'reports the new name only',
  'watcher/new-directories': 'is deaf four levels down',
  'watcher/moved-trees': 'is deaf in what came as a whole',
  'watcher/removed-trees': 'is blind to what goes with its directory',
  'watcher/names-that-begin-alike': 'compares paths as text',
  'watcher/many-at-once': 'drops what is beyond 60',
  'watcher/replaced-roots': 'is deaf once a root is another',
  'watcher/file-roots': 'expects roots to be directories',
  'watcher/missing-roots': 'expects roots to be there',
  'watcher/refuses-what-it-cannot-watch': 'watches in silence what it cannot',
  'watcher/callers-spelling': 'reports real paths',
  'watcher/follows-links': 'stays where it is',
  'watcher/odd-names': 'knows ASCII only',
  'watcher/ignored-trees': 'looks inside what is ignored',
  'watcher/reading-is-no-change': 'reports a file that nobody touched',
  'watcher/throwing-callbacks': 'ends with the first callback that throws',
  'watcher/independent-watches': 'ends all watches at once',
  'watcher/silent-after-the-end': 'does not end',
  'watcher/heeds-abort': 'does not heed abort',
  'watcher/leaves-nothing': 'leaves a descriptor',
  'watcher/lost-events': 'is overwhelmed by much that is written',
} as const satisfies Readonly<Record<string, string>>

export type WatcherFault = (typeof watcherFaults)[keyof typeof watcherFaults]

/** Which changes are left, one of a batch at a time. Made for each watch. */
type Filter = (options: WatchOptions) => (change: FileChange, batch: readonly FileChange[]) => boolean

const statusOf = (path: string) => statSync(path, { throwIfNoEntry: false })

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

interface Seen {
  readonly ino: number
  readonly size: number
}

const filters: Readonly<Partial<Record<WatcherFault, Filter>>> = {
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
      lstatSync(path).isFile() === false ||
      roots.some((root) => realpathSync(path).startsWith(realpathSync(root))),
  'knows ASCII only':
    () =>
    ({ path }) =>
      /^\p{ASCII}*$/u.test(basename(path)),
  'is overwhelmed by much that is written': () => (_change, batch) =>
    batch.every(({ path }) => (statusOf(path)?.size ?? 0) < 10_000),
}

/** Changes the watch as a whole. */
const wrappers: Readonly<Partial<Record<WatcherFault, (right: Watcher) => Partial<Watcher>>>> = {
  'is ready too early': (right) => ({
    watch(options) {
      const started = setTimeout(100).then(() => right.watch(options))
      return Promise.resolve({
        degraded: false,
        [Symbol.asyncDispose]: async () => (await started)[Symbol.asyncDispose](),
      })
    },
  }),
  'is deaf in what was made during the start': (right) => ({
    async watch(options) {
      const before = new Set(directoriesBelow(options.roots))
      const made = new Set<string>()
      await setTimeout(50)
      for (const path of directoriesBelow(options.roots)) if (!before.has(path)) made.add(path)
      return await right.watch({
        ...options,
        changed: (batch) => changedBut(options, batch, ({ path }) => !made.has(dirname(path))),
      })
    },
  }),
  'reports what it finds': (right) => ({
    async watch(options) {
      const watch = await right.watch(options)
      for (const root of options.roots) {
        if (!statusOf(root)?.isDirectory()) continue
        options.changed(readdirSync(root).map((name) => ({ path: join(root, name), kind: 'create' })))
      }
      return watch
    },
  }),
  'watches in silence what it cannot': (right) => ({
    capabilities: { ...right.capabilities, fileRoots: false, missingRoots: false } satisfies WatcherCapabilities,
    async watch(options) {
      const roots = options.roots.filter((root) => statusOf(root)?.isDirectory())
      return await right.watch({ ...options, roots })
    },
  }),
  'reports real paths': (right) => ({
    watch: (options) =>
      right.watch({
        ...options,
        changed: (batch) =>
          options.changed(
            batch.map((change) => (existsSync(change.path) ? { ...change, path: realpathSync(change.path) } : change)),
          ),
      }),
  }),
  'looks inside what is ignored': (right) => ({
    watch: (options) =>
      right.watch({
        ...options,
        ignored(path) {
          options.ignored(path)
          return false
        },
        changed: (batch) => changedBut(options, batch, ({ path }) => !path.includes('node_modules')),
      }),
  }),
  'reports a file that nobody touched': (right) => ({
    async watch(options) {
      const [root = ''] = options.roots
      const repeat = (batch: readonly FileChange[]): void => {
        if (!statusOf(root)?.isDirectory()) return
        const untouched = readdirSync(root)
          .map((name) => join(root, name))
          .find((path) => statusOf(path)?.isFile() && !batch.some((change) => change.path === path))
        if (untouched !== undefined) options.changed([{ path: untouched, kind: 'update' }])
      }
      const timers: NodeJS.Timeout[] = []
      const watch = await right.watch({
        ...options,
        changed(batch) {
          options.changed(batch)
          if (timers.length === 0) timers.push(globalThis.setTimeout(repeat, 60, batch))
        },
      })
      return ending(watch, () => clearTimeout(timers[0]))
    },
  }),
  'ends with the first callback that throws': (right) => ({
    async watch(options) {
      let hasThrown = false
      return await right.watch({
        ...options,
        changed(batch) {
          if (hasThrown) return
          hasThrown = true
          options.changed(batch)
          hasThrown = false
        },
      })
    },
  }),
  'ends all watches at once': (right) => {
    const open = new Set<Watch>()
    return {
      async watch(options) {
        const watch = await right.watch(options)
        open.add(watch)
        return ending(watch, async () => {
          for (const other of open) await other[Symbol.asyncDispose]()
          open.clear()
        })
      },
    }
  },
  'does not end': (right) => ({
    async watch(options) {
      const watch = await right.watch(options)
      return {
        degraded: false,
        // Some day it does: tests are to end.
        [Symbol.asyncDispose]() {
          void setTimeout(3_000, undefined, { ref: false }).then(() => watch[Symbol.asyncDispose]())
          return Promise.resolve()
        },
      }
    },
  }),
  'does not heed abort': (right) => ({
    watch: ({ signal: _ignored, ...options }) => right.watch(options),
  }),
  'leaves a descriptor': (right) => {
    const left: number[] = []
    return {
      async watch(options) {
        left.push(openSync(import.meta.filename))
        return await right.watch(options)
      },
    }
  },
}

export function plantWatcherFault(right: Watcher, fault: WatcherFault): Watcher {
  const filter = filters[fault]
  if (!filter) return { ...right, ...wrappers[fault]?.(right) }
  return {
    ...right,
    watch(options) {
      const keep = filter(options)
      return right.watch({
        ...options,
        changed: (batch) => changedBut(options, batch, (change) => keep(change, batch)),
      })
    },
  }
}

function changedBut(
  { changed }: WatchOptions,
  batch: readonly FileChange[],
  keep: (change: FileChange) => boolean,
): void {
  const kept = batch.filter(keep)
  if (kept.length > 0) changed(kept)
}

function ending(watch: Watch, end: () => unknown): Watch {
  return {
    degraded: watch.degraded,
    async [Symbol.asyncDispose]() {
      await end()
      await watch[Symbol.asyncDispose]()
    },
  }
}

function directoriesBelow(roots: readonly string[]): readonly string[] {
  return roots
    .filter((root) => statusOf(root)?.isDirectory())
    .flatMap((root) => readdirSync(root, { recursive: true, encoding: 'utf8' }).map((path) => join(root, path)))
    .filter((path) => statusOf(path)?.isDirectory())
}
