import type { LoadContext, ModuleGraph, ModuleLoader } from '@hotseat/core'
import { DiskCache } from './cache/disk-cache.ts'
import { cacheFile } from './cache/location.ts'
import { SettingsFinder } from './compile/settings.ts'
import { keptTranslations } from './compile/translations.ts'
import { compile } from './compile/unit.ts'
import { Units } from './compile/units.ts'
import { explainCycle } from './graph/cycle.ts'
import { carriedModules, type Refusal } from './graph/reuse.ts'
import { Discovery, type Workspace } from './graph/discover.ts'
import { Graph } from './graph/graph.ts'
import { servePackages } from './graph/package-loads.ts'
import { guardRegistries, warnOfUnknownRegistries } from './registries/guard.ts'
import { Folders } from './resolve/folders.ts'
import { Resolver } from './resolve/resolver.ts'
import { locate, trace } from './stack/locate.ts'
import { mapStacks } from './stack/prepare.ts'

export interface LoaderOptions {
  /**
   * Whether a generation takes over the module instances of the last one that the reuse rule allows.
   * `false`: all of the application is instantiated anew every time.
   * @default true
   */
  readonly reuse?: boolean
  /**
   * Conditions for the `exports` of package.json besides Node's own, as `node --conditions` takes them.
   * @default []
   */
  readonly conditions?: readonly string[]
  /**
   * Linked workspace packages, by name, that are left to Node: loaded once per process, as installed packages are.
   * @default []
   */
  readonly external?: readonly string[]
  /**
   * What was compiled is kept on disk, for the next process: in `.cache/hotseat` of the nearest `node_modules`, in a
   * folder of yours, or not at all.
   * @default true
   */
  readonly cache?: boolean | string
  /**
   * Properties of `globalThis` in which packages register what was decorated, on top of those that are known: every
   * generation gets one of its own, which is filled anew.
   * @default []
   */
  readonly registries?: readonly string[]
  /**
   * Installed packages, by name, that keep what the application gives them in variables of their own, such as `typedi`:
   * every generation gets an instance of its own, besides those that its container factory names.
   * @default []
   */
  readonly perGeneration?: readonly string[]
}

/**
 * Loads TypeScript and JavaScript source: each file is compiled once per content to a function, which every generation
 * that needs an instance of its own calls.
 *
 * @example
 * createReloader({ entry: 'src/app.ts', loader: loader(), … })
 */
export function loader(options: LoaderOptions = {}): ModuleLoader {
  return loaderOf({ carriedModules, compile }, options)
}

/** The parts that decide what is made anew: replaced by the tests, which have to notice. */
export interface LoaderParts {
  readonly carriedModules: typeof carriedModules
  readonly compile: typeof compile
}

/** A loader of other parts. */
export function loaderOf(parts: LoaderParts, options: LoaderOptions = {}): ModuleLoader {
  const { reuse = true, conditions = [], external = [], cache = true, registries = [] } = options
  /** Not yet released, oldest first. */
  const graphs = new Set<Graph>()
  const folders = new Folders()
  const disk = new DiskCache()
  const units = new Units(
    (path) =>
      [...graphs].flatMap(({ discovery }) => {
        const source = discovery.sources.get(path)
        return source ? [source.unit] : []
      }),
    keptTranslations(disk),
    parts.compile,
  )
  const workspace: Workspace = {
    units,
    folders,
    settings: new SettingsFinder(folders),
    resolver: new Resolver({ conditions, external }, folders),
  }
  mapStacks()
  guardRegistries(registries)
  servePackages(graphs)

  let chainOf = (_path: string): readonly string[] => []
  const newest = (): Graph | undefined => [...graphs].findLast(({ loaded }) => loaded)

  return {
    name: 'loader',
    capabilities: { reuse, commonJs: true, json: true, typescript: true, decoratorMetadata: true },

    async load(entry: string, context: LoadContext): Promise<ModuleGraph> {
      const { generation, signal, disposeTimeout = 4_000, adopt, ran } = context
      signal.throwIfAborted()
      if (cache !== false) disk.open(cacheFile(entry, cache === true ? undefined : cache))
      const perGeneration = new Set([...(options.perGeneration ?? []), ...context.perGeneration])
      const last = newest()
      const base = last && sameNames(last.discovery.perGeneration, perGeneration) ? last : undefined
      const discovery = new Discovery(workspace, context, perGeneration, base?.discovery)
      chainOf = (path) => discovery.chain(path)
      discovery.findAll(entry)
      const mayCarry = reuse && context.anew !== true
      const refused = new Map<string, Refusal>()
      const otherwise: Refusal = { reason: last && !mayCarry ? 'anew' : 'first' }
      const carried = parts.carriedModules(discovery, (mayCarry && base?.modules) || new Map(), (path, refusal) =>
        refused.set(path, refusal),
      )
      const graph = new Graph({
        generation,
        entry,
        discovery,
        carried,
        refusalOf: (path) => refused.get(path) ?? otherwise,
        peers: graphs,
        before: last,
        disposeTimeout,
        ran,
      })
      disk.schedule()
      try {
        await unlessAborted(graph.load(), signal)
      } catch (error) {
        const explained = explainCycle(error, discovery.sources)
        const left = { name: `what was loaded of generation ${generation}`, dispose: () => graph.release() }
        if (adopt) adopt(left)
        else await left.dispose()
        throw explained
      }
      warnOfUnknownRegistries()
      units.prune((path) => discovery.sources.has(path))
      return graph
    },

    locate: (error) => locate(error),
    trace,
    importersOf: (path) => chainOf(path),
  }
}

function sameNames(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && a.isSubsetOf(b)
}

/** What `work` comes to, or the reason of an abort before: a module may await for ever. */
async function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<never>()
  const abort = (): void => aborted.reject(signal.reason)
  signal.addEventListener('abort', abort)
  try {
    await Promise.race([work, aborted.promise])
    signal.throwIfAborted()
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
