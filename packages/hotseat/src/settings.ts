import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { checkOptions } from '@hotseat/devtools'
import { loader } from '@hotseat/loader'
import type { ContainerFactory, ModuleLoader, ServerBinding, Watcher } from '@hotseat/core'
import { getTsconfig } from 'get-tsconfig'
import type { DevFlags } from './cli/arguments.ts'
import type { DevtoolsConfig, HotseatConfig } from './config/config.ts'
import { ignoring } from './config/ignored.ts'
import { loadConfig } from './config/load.ts'
import { parsePort } from './config/port.ts'
import { checkEntry, findEntry, looksLikeListening } from './detect/entry.ts'
import { packageRoot, readManifest } from './detect/manifest.ts'
import { containerWithout, orLater, serverWithout } from './detect/later.ts'
import { pickContainer, pickServer, pickWatcher } from './detect/pick-adapters.ts'
import { readVariables } from './environment/file-variables.ts'
import { errors } from './errors.ts'

/** All that `hotseat dev` needs to know, decided. Paths are absolute. */
export interface DevSettings {
  readonly entry: string
  readonly roots: readonly string[]
  readonly ignored: (path: string) => boolean
  readonly port: number
  readonly host: string
  /** What of these was asked for, not assumed: it goes before what an application that listens itself asks for. */
  readonly asked: { readonly port?: number | undefined; readonly host?: string | undefined }
  /** The folder of the application's package.json. */
  readonly root: string
  /** Where the config is, or would be looked for. */
  readonly home: string
  /** Files of variables that the config names. */
  readonly envFiles: readonly string[]
  /** The port is what the environment says, for nothing else says it. */
  readonly readsPort: boolean
  /** The entry looks as if it listened itself: nothing is opened for it. */
  readonly opensItsPort: boolean
  readonly watcher: Watcher
  readonly loader: ModuleLoader
  readonly container: ContainerFactory<unknown>
  readonly server: ServerBinding<unknown>
  readonly configFile: string | undefined
  /** Undefined: none. */
  readonly devtools: DevtoolsConfig | undefined
  /** What is passed on as it is. */
  readonly config: Pick<
    HotseatConfig,
    'holdTimeout' | 'streams' | 'debounce' | 'freshness' | 'drainTimeout' | 'disposeTimeout' | 'buildTimeout'
  >
}

/** Where the command was called. */
export interface Environment {
  /** The working directory, absolute. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

export const defaults = { port: 5000, host: '127.0.0.1' } as const

/**
 * Decides from the flags, the config file, the environment and the application's package.json, in this order.
 *
 * @throws {HotseatError} whatever is wrong with one of them
 */
export async function resolveSettings(flags: Omit<DevFlags, 'json'>, { cwd, env }: Environment): Promise<DevSettings> {
  refuseProduction(env)
  const named = flags.entry === undefined ? undefined : checkEntry(resolve(cwd, flags.entry), 'the command line')
  const home = packageRoot(named === undefined ? cwd : dirname(named))
  const { file, folder, config } = await loadConfig(
    home,
    flags.config === undefined ? undefined : resolve(cwd, flags.config),
  )
  const root = config.root === undefined ? home : resolve(folder, config.root)
  const entry = canonical(
    named ??
      (config.entry === undefined ? findEntry(root) : checkEntry(resolve(folder, config.entry), file ?? 'the config')),
  )
  const envFiles = (config.envFiles ?? []).map((path) => resolve(folder, path))
  // What the environment has goes before what files say.
  const variables = { ...Object.fromEntries(readVariables(envFiles)), ...env }
  refuseProduction(variables)
  // The watcher asks about paths as they are behind symbolic links.
  const roots = [root, ...(config.watch ?? []).map((path) => resolve(folder, path))].map(canonical)
  const opensItsPort = looksLikeListening(readFileSync(entry, 'utf8'))
  const surroundings = { root, manifest: readManifest(root), userAgent: env['npm_config_user_agent'] }

  return {
    entry,
    roots,
    ignored: ignoring({ roots, entry, outputs: compilerOutputs(canonical(root)), ignore: config.ignore }),
    port: portOf(flags, config, variables),
    host: flags.host ?? config.host ?? defaults.host,
    asked: {
      port: flags.port === undefined ? config.port : portOf(flags, config, variables),
      host: flags.host ?? config.host,
    },
    root,
    home,
    envFiles,
    readsPort: flags.port === undefined && config.port === undefined && !opensItsPort,
    opensItsPort,
    watcher: config.watcher ?? (await pickWatcher(surroundings)),
    loader: config.loader ?? loader({ perGeneration: config.inline ?? [] }),
    container: config.container ?? (await orLater(pickContainer(surroundings), opensItsPort, containerWithout)),
    server: config.server ?? (await orLater(pickServer(surroundings), opensItsPort, serverWithout)),
    configFile: file,
    devtools: devtoolsOf(flags, config),
    config: { ...config, freshness: freshnessOf(flags, config) },
  }
}

function refuseProduction(env: Environment['env']): void {
  if (env['NODE_ENV'] === 'production') throw errors.production()
}

function portOf(flags: Pick<DevFlags, 'port'>, config: HotseatConfig, env: Environment['env']): number {
  if (flags.port !== undefined) return parsePort('--port', flags.port)
  if (config.port !== undefined) return config.port
  return env['PORT'] ? parsePort('PORT', env['PORT']) : defaults.port
}

function freshnessOf({ freshness }: Pick<DevFlags, 'freshness'>, config: HotseatConfig): 'serve' | 'hold' {
  if (freshness === undefined) return config.freshness ?? 'serve'
  if (freshness === 'serve' || freshness === 'hold') return freshness
  throw errors.usage(`Option \`--freshness\` is serve or hold, not "${freshness}"`)
}

function devtoolsOf(flags: Pick<DevFlags, 'devtools'>, { devtools = true }: HotseatConfig): DevtoolsConfig | undefined {
  if (flags.devtools === false || devtools === false) return undefined
  if (devtools === true) return {}
  checkOptions(devtools)
  return devtools
}

/** The path with symbolic links followed; as it is where nothing is there yet. */
function canonical(path: string): string {
  return existsSync(path) ? realpathSync.native(path) : path
}

export function compilerOutputs(root: string): string[] {
  try {
    const tsconfig = getTsconfig(root)
    const { outDir, declarationDir } = tsconfig?.config.compilerOptions ?? {}
    return [outDir, declarationDir].flatMap((folder) =>
      tsconfig && folder !== undefined ? [resolve(dirname(tsconfig.path), folder)] : [],
    )
  } catch {
    // A tsconfig that cannot be read is the loader's to report, with its place.
    return []
  }
}
