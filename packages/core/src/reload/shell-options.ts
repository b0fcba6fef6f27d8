import type { FileSystem } from '../files/file-system.ts'
import type { Clock } from './clock.ts'
import type { ReloaderOptions } from './options.ts'
import type { Settings } from './policy.ts'

/** What `createReloader` has made of its options. */
export interface ReloadShellOptions<Api, Builder, App> {
  readonly adapters: Pick<ReloaderOptions<Api, Builder, App>, 'watcher' | 'loader' | 'container' | 'server' | 'capture'>
  readonly entry: string
  readonly roots: readonly string[]
  readonly ignored: (path: string) => boolean
  readonly settings: Settings
  readonly clock: Clock
  readonly fileSystem: FileSystem
  readonly isLocked: () => boolean
}
