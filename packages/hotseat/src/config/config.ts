import type { ContainerFactory, ModuleLoader, ServerBinding, Watcher } from '@hotseat/core'
import type { Editor } from '@hotseat/devtools'

/**
 * What `hotseat.config.ts` may export as default. Every key may be left out. Paths are relative to the config file;
 * times are milliseconds.
 */
export interface HotseatConfig {
  /** The file whose default export is `createApp`. Default: the first that exists of `src/app.ts`, `app.ts`, … */
  readonly entry?: string
  /** The application's folder: what is watched, and where adapters are looked up. Default: the nearest with a package.json. */
  readonly root?: string
  /** Further folders and files to watch, outside of `root`. */
  readonly watch?: readonly string[]
  /**
   * What not to watch, on top of `node_modules`, `dist`, `build`, `coverage`, tsconfig's `outDir` and names that start
   * with a dot. A glob without a slash matches a name at any depth, one with a slash the path from `root`; a function is asked with
   * absolute paths.
   */
  readonly ignore?: readonly string[] | ((path: string) => boolean)
  /**
   * Files of variables, such as `.env`, that are read into the environment before the application is built, and again when they
   * change. What the environment has already goes before them. Those that Node was given with `--env-file` are read again as well.
   */
  readonly envFiles?: readonly string[]
  /** Default: the environment's `PORT`, else 5000. 0 takes any free port. `--port` wins. */
  readonly port?: number
  /** The address to listen on. Default: `127.0.0.1`, which nobody else can reach. `--host` wins. */
  readonly host?: string
  /** Whether a request that comes while a change is pending is answered by what serves now (`serve`, default) or waits (`hold`). */
  readonly freshness?: 'serve' | 'hold'
  /** How long a held request waits at most. Default: 10,000. */
  readonly holdTimeout?: number
  /** Event streams and WebSockets of a retired generation: kept until `drainTimeout` (`hold`, default) or ended at once (`close`). */
  readonly streams?: 'hold' | 'close'
  /** How long to wait for quiet before a swap: one plain number, or the adaptive window. Default: `{ lone: 10, wide: 100, max: 1000 }`. */
  readonly debounce?: number | DebounceConfig
  /** How long the requests of a retired generation may take before they are cut off. Default: 10,000. */
  readonly drainTimeout?: number
  /** How long disposing a generation may take before what hangs is reported by name and left behind. Default: 10,000. */
  readonly disposeTimeout?: number
  /** How long a build may take before it is given up. Default: 30,000. */
  readonly buildTimeout?: number
  /**
   * Pages refresh themselves, show what failed, and `/__hotseat/` is the inspector: for browsers on this machine only. `false`: none of
   * it; an object: how. Default: true.
   */
  readonly devtools?: boolean | DevtoolsConfig
  /** Default: `chokidar()` of @hotseat/watcher-chokidar. */
  readonly watcher?: Watcher
  /** Default: by the dependencies in package.json. */
  readonly container?: ContainerFactory<unknown>
  /** Default: by the dependencies in package.json. */
  readonly server?: ServerBinding<unknown>
  /**
   * Installed packages, by name, that are run anew in each generation, as the application is: because they keep what it gives
   * them, or load its files in ways of their own.
   */
  readonly inline?: readonly string[]
  /** Default: `loader()` of @hotseat/loader. */
  readonly loader?: ModuleLoader
}

/** How the devtools are. */
export interface DevtoolsConfig {
  /** Opens places in the source, when the overlay is clicked: its name, or its command and arguments. Default: none. */
  readonly editor?: Editor
  /** By what this machine is reached beyond `localhost` and its addresses: `app.test`, or `https://app.test` behind a proxy. */
  readonly allowedHosts?: readonly string[]
}

/** The adaptive settle window, in milliseconds. */
export interface DebounceConfig {
  /** Quiet after a lone file. */
  readonly lone?: number
  /** Quiet once a second file has changed. */
  readonly wide?: number
  /** The swap waits no longer than this. */
  readonly max?: number
}

/**
 * Gives `hotseat.config.ts` its type; returns what it was given.
 *
 * @example
 * import { defineConfig } from 'hotseat'
 * export default defineConfig({ entry: 'src/server/app.ts', port: 3000 })
 */
export function defineConfig(config: HotseatConfig): HotseatConfig {
  return config
}
