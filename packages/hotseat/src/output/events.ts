import type { HotseatError, ReloaderEvents, SourceLocation } from '@hotseat/core'

/** An event of the reloader, with its name. */
type Reloading<Name extends keyof ReloaderEvents> = { readonly event: Name } & ReloaderEvents[Name]

/** All that `hotseat dev` tells. Times are milliseconds, paths absolute. `--json` prints each as a line. */
export type DevEvent =
  | Reloading<'change'>
  | Reloading<'build-start'>
  | Reloading<'build-phase'>
  | Reloading<'build-failed'>
  | Reloading<'discarded'>
  | Reloading<'swap'>
  | Reloading<'drained'>
  | Reloading<'disposed'>
  | Reloading<'dispose-failed'>
  | Reloading<'watch-failed'>
  | { readonly event: 'paused' | 'resumed' }
  /** Where it can be reached, whenever that changes. */
  | {
      readonly event: 'listening'
      readonly urls: readonly string[]
      readonly entry: string
      readonly config: string | undefined
      /** Names of server, container and watcher. */
      readonly adapters: readonly string[]
      /** `hold`: while a failure stands, it is what requests are answered with. */
      readonly freshness: 'serve' | 'hold'
      readonly version: string
    }
  /** A handler of the application failed, or an application that is past being built. */
  | { readonly event: 'request-failed'; readonly error: HotseatError }
  /** Something to know that keeps nothing from working. */
  | { readonly event: 'advice'; readonly error: HotseatError }
  /** Nothing caught what the application threw; it goes on serving. */
  | { readonly event: 'stray-error'; readonly error: HotseatError }
  | { readonly event: 'left-behind'; readonly generation: number; readonly leftovers: readonly LeftBehind[] }
  /** Files of variables were read again. */
  | { readonly event: 'environment'; readonly paths: readonly string[]; readonly changed: readonly string[] }
  /** What has changed is taken up by a new process, in the place of this one. */
  | { readonly event: 'restart'; readonly paths: readonly string[]; readonly reason: string }
  /** What has changed cannot be used: this process goes on with what it has. */
  | { readonly event: 'restart-failed'; readonly paths: readonly string[]; readonly error: HotseatError }
  /** What was asked for by a key cannot be done. */
  | { readonly event: 'refused'; readonly error: HotseatError }
  /** Stopping takes a while. */
  | { readonly event: 'stopping' }
  /** The last one of a process that stops in order. */
  | { readonly event: 'stopped'; readonly duration: number }
  /** The last one of a process that cannot start. */
  | { readonly event: 'cannot-start'; readonly error: HotseatError }

/** What a generation had started and did not end. */
export interface LeftBehind {
  readonly kind: string
  readonly name: string
  readonly location: SourceLocation | undefined
}

/** Who is told. */
export type Report = (event: DevEvent) => void
