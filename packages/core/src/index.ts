export { containerDisposed } from './containers/errors.ts'
export { Ledger, type Holding, type LedgerOptions } from './containers/ledger.ts'
export { nameOfToken } from './containers/token-name.ts'
export { untilAborted } from './containers/until-aborted.ts'
export { disposerOf } from './disposer.ts'
export { disposeInOrder, type Disposal, type DisposalOptions } from './disposal.ts'
export {
  causesOf,
  HotseatError,
  linesOfChain,
  messageOf,
  type HotseatErrorInit,
  type SourceLocation,
} from './errors.ts'
export { contentHash } from './files/content-hash.ts'
export { nodeFileSystem, type FileSystem, type FileStatus } from './files/file-system.ts'
export { createSourceCache, type SourceCache, type SourceCacheOptions } from './files/source-cache.ts'
export type { SourceFile, SourceFiles } from './files/source-files.ts'
export { actAs, actor } from './generation/actor.ts'
export { current } from './generation/current.ts'
export type { Lease } from './generation/lease.ts'
export type { GenerationStatus, LeaseStatus } from './generation/status.ts'
export { sideTable, type SideTable } from './generation/side-table.ts'
export type { Capture, CaptureContext, Captured } from './ports/capture.ts'
export type {
  BuildContext,
  Configure,
  Container,
  ContainerCapabilities,
  ContainerFactory,
  Scope,
} from './ports/container-factory.ts'
export type { ModuleDescription, ModuleReason, Registration } from './ports/descriptions.ts'
export type {
  EarlierFiles,
  LoadContext,
  LoaderCapabilities,
  ModuleGraph,
  ModuleGraphStats,
  ModuleLoader,
  PackageModule,
} from './ports/module-loader.ts'
export type { Mounted } from './ports/mounted.ts'
export type { ServerBinding, ServerCapabilities } from './ports/server-binding.ts'
export type {
  FileChange,
  RescanReason,
  Watch,
  Watcher,
  WatcherCapabilities,
  WatchError,
  WatchOptions,
} from './ports/watcher.ts'
export type { ReloaderMessage } from './reload/channels.ts'
export { systemClock, type Clock } from './reload/clock.ts'
export { createReloader, type Seams } from './reload/create-reloader.ts'
export type { Phases, ReloaderEvents } from './reload/events.ts'
export { ignoredByDefault, type ReloaderOptions } from './reload/options.ts'
export type { BuildReason } from './reload/state.ts'
export type { Reloader, Seat } from './reload/reloader.ts'
export type { SharedResource, SharedResources } from './shared/shared-resources.ts'
export { KnownTree } from './watching/known-tree.ts'
export { listTree, ownDirectoryIdentity, type Listing } from './watching/listing.ts'
export { countEvent, onOverflow } from './watching/overflow.ts'
export { createWatchReports, type WatchReports } from './watching/reports.ts'
export { onRootReplaced } from './watching/root-identity.ts'
export { onStall } from './watching/stall.ts'
export { watchRoots, type WatchedRoot, type WatchRootsPlan } from './watching/watch-roots.ts'
