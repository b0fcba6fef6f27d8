import type { Reloader } from '../reload/reloader.ts'
import type { Registration } from './descriptions.ts'
import type { PackageModule } from './module-loader.ts'
import type { Mounted } from './mounted.ts'

/**
 * Runs applications as they stand: entries that open their ports themselves. What they do to the process (listen, exit,
 * wait for signals, leave timers behind) is kept to the generation that does it.
 */
export interface Capture {
  /** For messages: `capture`. */
  readonly name: string
  /** Packages of which every generation of such an application needs an instance of its own. */
  readonly perGeneration?: readonly string[]
  /** Begins a generation, before any of its code runs. */
  begin(context: CaptureContext): Captured
}

/** What core hands a capture for one build. */
export interface CaptureContext {
  /** The number of the generation that is being built. */
  readonly generation: number
  /** Whose generation it is. */
  readonly reloader: Reloader<unknown>
  /** Fires when the build has been overtaken, or is out of time. */
  readonly signal: AbortSignal
  /** Milliseconds in which the application's own shutdown, and what it left behind, is to be done. */
  readonly disposeTimeout: number
}

/** What one generation of an application does to the process. */
export interface Captured {
  /** Runs `work` as code of the generation: whatever it starts, however late it runs, is the generation's. */
  run<Result>(work: () => Result): Result
  /**
   * What `work` comes to.
   * @throws {HotseatError} before, if the application ends itself or leaves an error uncaught
   */
  unlessEnded<Result>(work: Promise<Result>): Promise<Result>
  /**
   * Whether an entry with these exports runs as it stands: it exports no `createApp`, or listens already.
   */
  runsItself(exports: Readonly<Record<string, unknown>>): boolean
  /**
   * Resolves when the application listens, to what feeds its servers; `close` is the application's own shutdown.
   * @throws {HotseatError} if it ends itself, fails, or the signal fires before
   */
  mount(): Promise<Mounted>
  /** A module of a package that the generation has an instance of its own of has run: it may make containers. */
  ran(module: PackageModule): void
  /**
   * Disposes the containers that an application which runs as it stands was found to have made, and calls what its entry
   * exports as `dispose`. Called after the application's own shutdown, while it still has its modules.
   * @throws {AggregateError} of what failed, after all was tried
   */
  disposeContainers(): unknown
  /** What is registered in the containers that the application was found to have made; constructs nothing. Left out where none is found. */
  describe?(): readonly Registration[]
  /** Finds what the generation left behind, and lets it go. Called once, after all its other parts were let go. */
  release(): unknown
}
