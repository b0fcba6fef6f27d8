import { existsSync, realpathSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { satisfies } from 'semver'
import { ignoring } from '../config/ignored.ts'
import { loadConfig } from '../config/load.ts'
import { looksLikeListening } from '../detect/entry.ts'
import { knownContainers, knownServers, knownWatchers } from '../detect/known.ts'
import { packageRoot, readManifest, type Manifest } from '../detect/manifest.ts'
import { pickContainer, pickServer, pickWatcher } from '../detect/pick-adapters.ts'
import { envFilesOfNode } from '../environment/env-files.ts'
import { whoRuns } from '../instance-lock.ts'
import { compilerOutputs, type Environment } from '../settings.ts'
import type { Facts } from './facts.ts'
import { adapterFact, entryFact, envFact, found, portFactOf, textOf, tsconfigFact } from './probes/application.ts'
import { inotifyFor } from './probes/inotify.ts'
import { mountOf } from './probes/mount.ts'
import { ownPackages, supportedNodes } from './probes/packages.ts'

/** What the command line names. */
export interface CheckedFlags {
  readonly entry: string | undefined
  readonly config: string | undefined
  readonly port: string | undefined
}

/** Looks at all that `hotseat dev` would look at; what is not as it should be is a fact like any other. */
export async function gather(flags: CheckedFlags, { cwd, env }: Environment): Promise<Facts> {
  const named = flags.entry === undefined ? undefined : resolve(cwd, flags.entry)
  const home = packageRoot(named === undefined ? cwd : dirname(named))
  const loaded = await found(() =>
    loadConfig(home, flags.config === undefined ? undefined : resolve(cwd, flags.config)),
  )
  const { file, folder, config } = 'found' in loaded ? loaded.found : { file: undefined, folder: home, config: {} }
  const root = real(config.root === undefined ? home : resolve(folder, config.root))
  const read = await found(() => readManifest(root))
  const manifest: Manifest =
    'found' in read ? read.found : { file: join(root, 'package.json'), dependencies: new Set() }
  const { dependencies } = manifest
  const entry = await found(() => entryFact(named, config, folder, root))
  const entryFile = 'found' in entry ? entry.found.file : undefined
  const listens = entryFile !== undefined && looksLikeListening(textOf(entryFile))
  const surroundings = { root, manifest, userAgent: env['npm_config_user_agent'] }
  const roots = [root, ...(config.watch ?? []).map((path) => resolve(folder, path))].map(real)
  const ignored = ignoring({ roots, entry: entryFile ?? root, outputs: compilerOutputs(root), ignore: config.ignore })
  const envFiles = (config.envFiles ?? []).map((path) => resolve(folder, path))
  const range = supportedNodes()

  return {
    root,
    dependencies,
    manifest: 'found' in read ? { found: read.found.file } : read,
    config: 'found' in loaded ? { found: { file, keys: Object.keys(config) } } : loaded,
    entry,
    listens,
    server: await adapterFact(config.server, knownServers, surroundings, pickServer),
    container: await adapterFact(config.container, knownContainers, surroundings, pickContainer),
    watcher: await adapterFact(config.watcher, knownWatchers, surroundings, pickWatcher),
    tsconfig: tsconfigFact(entryFile ?? root),
    node: { version: process.versions.node, range, isSupported: satisfies(process.versions.node, range) },
    nodeEnv: env['NODE_ENV'],
    packages: ownPackages(root, dependencies),
    env: envFact(root, [...envFilesOfNode(process.execArgv, cwd), ...envFiles]),
    port: await portFactOf(flags.port, config, env, listens),
    running: entryFile === undefined ? undefined : await whoRuns(entryFile),
    inotify: inotifyFor(roots, ignored),
    mount: mountOf(root),
  }
}

function real(path: string): string {
  return existsSync(path) ? realpathSync.native(path) : path
}
