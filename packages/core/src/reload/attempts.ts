import type { IncomingMessage } from 'node:http'
import { Snapshot } from '../files/snapshot.ts'
import type { SourceCache } from '../files/source-cache.ts'
import type { SourceFiles } from '../files/source-files.ts'
import { runOutside } from '../generation/current.ts'
import { Generation } from '../generation/generation.ts'
import type { Lease } from '../generation/lease.ts'
import type { EarlierFiles } from '../ports/module-loader.ts'
import { SharedPool } from '../shared/shared-pool.ts'
import type { BuildResult } from './build.ts'
import { runBuild, type BuildRun } from './build-run.ts'
import type { Clock } from './clock.ts'
import type { Phases } from './events.ts'
import type { ReloaderOptions } from './options.ts'
import type { Settings } from './policy.ts'
import type { Reloader } from './reloader.ts'
import type { BuildReason } from './state.ts'
import type { Watching } from './watching.ts'

export interface AttemptsOptions<Api, Builder, App> {
  /** Whose generations they are. */
  readonly owner: Reloader<Api>
  readonly adapters: Pick<ReloaderOptions<Api, Builder, App>, 'loader' | 'container' | 'server' | 'capture'>
  readonly entry: string
  readonly settings: Settings
  readonly clock: Clock
  readonly files: SourceCache
  /** What is known of changes. */
  readonly watching: Pick<Watching, 'stamp' | 'mark' | 'doubtedSince'>
  readonly leaseOf: (request: IncomingMessage) => Lease<Api>
  readonly entered: (generation: number, phase: 'load' | 'create' | 'mount') => void
  readonly built: (generation: number, failed: boolean) => void
  readonly disposeFailed: (generation: number, error: unknown) => void
}

/** What a build is to be made of. */
export interface Beginning {
  readonly reason: BuildReason
  /** What to build from instead of what is on disk. */
  readonly pinned: SourceFiles | undefined
  /** Nothing is carried from an earlier generation. */
  readonly anew: boolean
}

/** A generation from the start of its build until it is seated or let go. */
export interface Attempt<Api> {
  readonly generation: Generation<Api>
  /** In the clock's milliseconds. */
  readonly begun: number
  readonly result: BuildResult
  readonly phases: Phases
  readonly reason: BuildReason
  /** It was asked to carry nothing. */
  readonly isAnew: boolean
}

interface Running<Api> {
  readonly run: BuildRun<Api>
  readonly begun: number
  readonly reason: BuildReason
  /** It is made of what is not on disk. */
  readonly isPinned: boolean
  readonly isAnew: boolean
  result: BuildResult
  verify?: number
  /** What had changed when all of its files were last compared. */
  compared?: readonly string[]
}

/** Builds generations, and keeps them until the algorithm has decided what becomes of them. */
export class Attempts<Api, Builder, App> {
  readonly #options: AttemptsOptions<Api, Builder, App>
  readonly #pool: SharedPool
  readonly #running = new Map<number, Running<Api>>()
  /** What generations that are not disposed have read, and since when reports are about more than that. */
  readonly #earlier = new Map<number, { readonly snapshot: Snapshot; readonly mark: number }>()
  /** The application opens its port itself: known once it has done so. */
  #runsItself = false

  constructor(options: AttemptsOptions<Api, Builder, App>) {
    this.#options = options
    this.#pool = new SharedPool(options.settings.disposeTimeout / 2)
  }

  start(number: number, { reason, pinned, anew: isAnew }: Beginning): void {
    const { owner, adapters, entry, settings, clock, files, watching, leaseOf, entered, built, disposeFailed } =
      this.#options
    const { shared, disposal } = this.#pool.forGeneration(number)
    const { disposeTimeout, buildTimeout } = settings
    const generation = new Generation<Api>({
      number,
      owner,
      snapshot: new Snapshot(),
      disposeTimeout,
      now: () => clock.now(),
      disposeFailed: (error) => disposeFailed(number, error),
    })
    generation.adopt(disposal)
    if (!pinned) {
      this.#earlier.set(number, { snapshot: generation.snapshot, mark: watching.mark() })
      generation.adopt({ name: 'the list of its files', dispose: () => this.#earlier.delete(number) })
    }
    const begun = clock.now()
    const anew = isAnew || this.#runsItself
    // Reports are about what is on disk, and tell nothing of how it differs from what was.
    const earlier = (before: number): EarlierFiles | undefined =>
      pinned ? undefined : this.#filesOf(before, generation.snapshot)
    const buildOptions = {
      reloader: owner,
      entry,
      adapters,
      files: pinned ?? files,
      stamp: (path: string) => watching.stamp(path),
      earlier,
      shared,
      disposeTimeout,
      leaseOf,
      anew,
      entered: (phase: 'load' | 'create' | 'mount') => entered(number, phase),
    }
    const run = runOutside(() => runBuild(generation, buildOptions, { clock, timeout: buildTimeout }))
    const running: Running<Api> = {
      run,
      begun,
      reason,
      isPinned: pinned !== undefined,
      isAnew,
      result: { phases: {}, error: undefined, runsItself: false },
    }
    this.#running.set(number, running)
    void run.result.then((result) => {
      running.result = result
      if (result.error === undefined) this.#runsItself = result.runsItself
      built(number, result.error !== undefined)
    })
  }

  #filesOf(number: number, snapshot: Snapshot): EarlierFiles | undefined {
    const earlier = this.#earlier.get(number)
    const doubted = earlier && this.#options.watching.doubtedSince(earlier.mark)
    return doubted && { doubted, takeOver: () => snapshot.takeOver(earlier.snapshot) }
  }

  abort(number: number): void {
    this.#running.get(number)?.run.abort()
  }

  /** What the build has read so far. */
  snapshotOf(number: number | undefined): Snapshot | undefined {
    return number === undefined ? undefined : this.#running.get(number)?.run.generation.snapshot
  }

  /**
   * Compares all files that the build has read with the disk, while it waits for quiet: from then on they are a state in
   * which the disk has been.
   */
  compare(number: number): readonly string[] {
    const running = this.#running.get(number)
    if (!running) return []
    const begun = this.#options.clock.now()
    running.compared = this.#changed(running)
    running.verify = this.#options.clock.now() - begun
    return running.compared
  }

  /**
   * The files that the build has read and that are others now.
   * @param reported what may have changed since they were all compared, if they were
   */
  verify(number: number, reported: Iterable<string>): readonly string[] {
    const running = this.#running.get(number)
    if (!running || running.isPinned) return []
    return running.compared ? this.#changed(running, [...running.compared, ...reported]) : this.compare(number)
  }

  #changed({ run }: Running<Api>, paths?: Iterable<string>): readonly string[] {
    return run.generation.snapshot.changedSince({ hash: this.#options.files.hashOnDisk }, paths)
  }

  /** As it stands. */
  get(number: number): Attempt<Api> | undefined {
    const running = this.#running.get(number)
    if (!running) return undefined
    const { run, begun, reason, isAnew, result, verify } = running
    const phases = verify === undefined ? result.phases : { ...result.phases, verify }
    return { generation: run.generation, begun, reason, isAnew, result, phases }
  }

  /** The same, and forgets it: it is seated, or being let go. */
  take(number: number): Attempt<Api> | undefined {
    const attempt = this.get(number)
    this.#running.delete(number)
    return attempt
  }
}
