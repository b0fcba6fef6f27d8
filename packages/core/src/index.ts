export { disposeInOrder, disposerOf, type Disposal, type DisposalOptions } from './disposal.ts'
export { HotseatError, messageOf, type HotseatErrorInit, type SourceLocation } from './errors.ts'
export type { SourceFile, SourceFiles } from './files/source-files.ts'
export type { Lease } from './generation/lease.ts'
export type { BuildContext, Configure, Container, ContainerFactory, Scope } from './ports/container-factory.ts'
export type { LoadContext, ModuleGraph, ModuleGraphStats, ModuleLoader } from './ports/module-loader.ts'
export type { Mounted, ServerBinding } from './ports/server-binding.ts'
export type {
  FileChange,
  RescanReason,
  Watch,
  Watcher,
  WatcherCapabilities,
  WatchError,
  WatchOptions,
} from './ports/watcher.ts'
export type { Phases, ReloaderEvents } from './reload/events.ts'
export type { Reloader, Seat } from './reload/reloader.ts'
export type { SharedResource, SharedResources } from './shared-resources.ts'
