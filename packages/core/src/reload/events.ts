import type { HotseatError } from '../errors.ts'
import type { ModuleGraphStats } from '../ports/module-loader.ts'
import type { BuildReason } from './state.ts'

/** Milliseconds spent in each phase of a build; a phase that was not reached is absent. */
export interface Phases {
  readonly load?: number
  readonly create?: number
  readonly mount?: number
  readonly verify?: number
}

/** What a reloader tells: `reloader.on('swap', (event) => …)`. Times are milliseconds. */
export interface ReloaderEvents {
  /** Source changed: absolute paths, for the first time since the last swap or failure. */
  readonly change: { readonly paths: readonly string[] }
  readonly 'build-start': { readonly generation: number; readonly reason: BuildReason }
  /** A build has come as far as this phase; `load` is where it begins. */
  readonly 'build-phase': { readonly generation: number; readonly phase: 'load' | 'create' | 'mount' }
  /** The build failed on the content that is on disk now. `answeredBy`: the generation that goes on serving, if any. */
  readonly 'build-failed': {
    readonly generation: number
    readonly reason: BuildReason
    readonly error: HotseatError
    readonly answeredBy: number | undefined
    readonly phases: Phases
  }
  /** The build was overtaken by a newer change; all it had made has been disposed. */
  readonly discarded: { readonly generation: number }
  /** The seat has a new generation. `total`: from the first change to the swap. */
  readonly swap: {
    readonly generation: number
    readonly retired: number | undefined
    readonly reason: BuildReason
    readonly paths: readonly string[]
    readonly phases: Phases
    readonly total: number
    readonly modules: ModuleGraphStats
  }
  /**
   * A retired generation has no lease any more, or was out of time: `forced` counts the leases cut off. Told after their
   * signals have fired and before anything is disposed, in one step.
   */
  readonly drained: { readonly generation: number; readonly duration: number; readonly forced: number }
  readonly disposed: { readonly generation: number; readonly duration: number }
  /** Something in a retired or discarded generation, or a request scope, did not dispose as it should. */
  readonly 'dispose-failed': { readonly generation: number; readonly error: HotseatError }
  /** The watcher lost coverage, or has to say something. */
  readonly 'watch-failed': { readonly error: HotseatError; readonly fatal: boolean }
  /** Changes are not built until `resumed`. */
  readonly paused: Readonly<Record<string, never>>
  /** Changes are built again, those that came meanwhile too. */
  readonly resumed: Readonly<Record<string, never>>
  /** `duration`: from the call of `stop()`. */
  readonly stopped: { readonly duration: number }
}
