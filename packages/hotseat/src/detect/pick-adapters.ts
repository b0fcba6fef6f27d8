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
export async function pickServer(surroundings: Surroundings, known = knownServers): Promise<ServerBinding<unknown>> {
  const { manifest } = surroundings
  const chosen = chooseAdapter(known, manifest.dependencies)
  if (!chosen) throw errors.noServerFramework(manifest.file, libraries(known))
  return await imported(chosen, surroundings, isServerBinding)
}

/** @throws {HotseatError} `HOTSEAT_NO_CONTAINER_LIBRARY`, `HOTSEAT_ADAPTER_MISSING`, `HOTSEAT_ADAPTER_BROKEN` */
export async function pickContainer(
  surroundings: Surroundings,
  known = knownContainers,
): Promise<ContainerFactory<unknown>> {
  const { manifest } = surroundings
  const chosen = chooseAdapter(known, manifest.dependencies)
  if (!chosen) throw errors.noContainerLibrary(manifest.file, libraries(known))
  return await imported(chosen, surroundings, isContainerFactory)
}

/** @throws {HotseatError} `HOTSEAT_ADAPTER_MISSING`, `HOTSEAT_ADAPTER_BROKEN` */
export async function pickWatcher(surroundings: Surroundings, known = knownWatchers): Promise<Watcher> {
  const { root, manifest, userAgent } = surroundings
  const chosen = chooseAdapter(known, manifest.dependencies) ?? known.find((watcher) => isInstalled(watcher, root))
  if (!chosen) throw errors.noWatcher(known.map(({ adapter }) => installCommand(adapter, userAgent)))
  return await imported(chosen, surroundings, isWatcher)
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
