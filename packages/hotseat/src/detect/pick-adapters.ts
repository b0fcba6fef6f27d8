import type { ContainerFactory, ServerBinding, Watcher } from '@hotseat/core'
import { isContainerFactory, isServerBinding, isWatcher } from '../config/adapters.ts'
import { errors } from '../errors.ts'
import { chooseAdapter, installCommand } from './choose.ts'
import { importAdapter, isInstalled } from './import-adapter.ts'
import { knownContainers, knownServers, knownWatchers, type KnownAdapter } from './known.ts'
import type { Manifest } from './manifest.ts'

/** What detection looks at. */
export interface Surroundings {
  /** The application's folder. */
  readonly root: string
  readonly manifest: Manifest
  /** The environment's `npm_config_user_agent`. */
  readonly userAgent: string | undefined
}

/** @throws {HotseatError} `HOTSEAT_NO_SERVER_FRAMEWORK`, `HOTSEAT_ADAPTER_MISSING`, `HOTSEAT_ADAPTER_BROKEN` */
export async function pickServer(surroundings: Surroundings): Promise<ServerBinding<unknown>> {
  const { manifest } = surroundings
  const known = chooseAdapter(knownServers, manifest.dependencies)
  if (!known) throw errors.noServerFramework(manifest.file, libraries(knownServers))
  return await imported(known, surroundings, isServerBinding)
}

/** @throws {HotseatError} `HOTSEAT_NO_CONTAINER_LIBRARY`, `HOTSEAT_ADAPTER_MISSING`, `HOTSEAT_ADAPTER_BROKEN` */
export async function pickContainer(surroundings: Surroundings): Promise<ContainerFactory<unknown>> {
  const { manifest } = surroundings
  const known = chooseAdapter(knownContainers, manifest.dependencies)
  if (!known) throw errors.noContainerLibrary(manifest.file, libraries(knownContainers))
  return await imported(known, surroundings, isContainerFactory)
}

/** @throws {HotseatError} `HOTSEAT_ADAPTER_MISSING`, `HOTSEAT_ADAPTER_BROKEN` */
export async function pickWatcher(surroundings: Surroundings): Promise<Watcher> {
  const { root, manifest, userAgent } = surroundings
  const known =
    chooseAdapter(knownWatchers, manifest.dependencies) ?? knownWatchers.find((watcher) => isInstalled(watcher, root))
  if (!known) throw errors.noWatcher(knownWatchers.map(({ adapter }) => installCommand(adapter, userAgent)))
  return await imported(known, surroundings, isWatcher)
}

async function imported<Adapter>(
  known: KnownAdapter,
  { root, manifest, userAgent }: Surroundings,
  fits: (value: unknown) => value is Adapter,
): Promise<Adapter> {
  const adapter = await importAdapter(known, root, fits)
  if (adapter) return adapter
  throw errors.adapterMissing(
    manifest.file,
    known.library ?? known.adapter,
    known.adapter,
    installCommand(known.adapter, userAgent),
  )
}

function libraries(known: readonly KnownAdapter[]): string[] {
  return known.map(({ library, adapter }) => `${library ?? adapter} (by ${adapter})`)
}
