import { getHeapStatistics } from 'node:v8'
import type { Reloader, ReloaderEvents } from '@hotseat/core'
import type { Failure, Instantiated, ServerEvents, TimelineEntry } from '../protocol.ts'
import type { FailedBuild } from '../report/failure.ts'
import type { Paths } from '@hotseat/http'
import type { Audience } from '../stream/streams.ts'
import { instantiatedOf } from './descriptions.ts'
import { begun, disposalFailed, disposed, failed, seated } from './entries.ts'
import { happeningOf, type Told } from './happenings.ts'
import { Timeline } from './timeline.ts'

export interface RecorderOptions {
  readonly reloader: Reloader<unknown>
  readonly paths: Paths
  readonly report: (build: FailedBuild) => Failure
  /** The failure that was told of is over. */
  readonly mended: () => void
  /** What a page has to know is another. */
  readonly stateChanged: () => void
  readonly tell: <Name extends keyof ServerEvents>(name: Name, data: ServerEvents[Name], audience: Audience) => void
  readonly isWatched: (audience: Audience) => boolean
  /** What the loader, or a container, had to say of itself could not be had. */
  readonly failed: (cause: unknown) => void
}

/** A graph of so many modules is looked through with every swap; a larger one while an inspector is open. */
const smallGraph = 500

/** Takes note of what the reloader tells, and passes it on. */
export class Recorder {
  readonly timeline = new Timeline((entry) => this.#options.tell('timeline', entry, 'inspector'))
  readonly #options: RecorderOptions
  readonly #stops: readonly (() => void)[]
  readonly #instantiated = new Map<number, Instantiated>()
  /** What has changed since the last swap or failure. */
  #changed = new Set<string>()
  #live: number | undefined
  /** Retired by the one that is live, and not disposed yet. */
  #replaced: number | undefined
  failure: Failure | null = null

  constructor(options: RecorderOptions) {
    this.#options = options
    const { paths } = options
    const { timeline } = this
    this.#stops = [
      this.#on('change', (event) => {
        for (const path of event.paths) this.#changed.add(path)
      }),
      this.#on('build-start', (event) => timeline.add(begun(event, [...this.#changed], Date.now(), paths))),
      this.#on('build-failed', (event) => this.#failed(event)),
      this.#on('discarded', ({ generation }) =>
        timeline.change(generation, (entry) => ({ ...entry, state: 'discarded' })),
      ),
      this.#on('swap', (event) => this.#swapped(event)),
      this.#on('drained', ({ generation, ...drain }) =>
        timeline.change(generation, (entry) => ({
          ...entry,
          drain: { duration: drain.duration, forced: drain.forced },
        })),
      ),
      this.#on('disposed', (event) => this.#disposed(event)),
      this.#on('dispose-failed', (event) =>
        timeline.change(event.generation, (entry) => disposalFailed(entry, event, paths)),
      ),
      this.#on('watch-failed', () => undefined),
      this.#on('paused', () => options.stateChanged()),
      this.#on('resumed', () => options.stateChanged()),
      this.#on('stopped', () => options.stateChanged()),
    ]
  }

  /** What was not carried into a generation, where that was looked at in time. */
  instantiated(generation: number): Instantiated | undefined {
    if (!this.#instantiated.has(generation)) this.#lookThrough(generation)
    return this.#instantiated.get(generation)
  }

  stop(): void {
    for (const stop of this.#stops) stop()
  }

  #on<Name extends Told>(name: Name, take: (event: ReloaderEvents[Name]) => void): () => void {
    const { reloader, paths, tell, isWatched } = this.#options
    return reloader.on(name, (event) => {
      take(event)
      if (isWatched('inspector')) tell('happening', happeningOf(name, event, Date.now(), paths), 'inspector')
    })
  }

  #failed(event: ReloaderEvents['build-failed']): void {
    const { generation, answeredBy = null, error } = event
    this.#changed = new Set()
    this.failure = this.#options.report({ generation, answeredBy, at: Date.now(), error })
    this.timeline.change(generation, (entry) => failed(entry, event, this.#options.paths))
    this.#options.stateChanged()
  }

  #swapped(event: ReloaderEvents['swap']): void {
    const { generation, retired, modules } = event
    const { isWatched, mended, paths, stateChanged } = this.#options
    this.#changed = new Set()
    this.#live = generation
    this.#replaced = retired
    if (this.failure) mended()
    this.failure = null
    this.timeline.change(retired, (entry) => ({ ...entry, state: 'draining' }))
    this.timeline.change(generation, (entry) => seated(entry, event, paths))
    if (retired === undefined) this.#measure()
    const isSmall = modules.carried + modules.instantiated <= smallGraph
    // Not in the step of the swap.
    if (isSmall || isWatched('inspector')) setImmediate(() => this.#lookThroughSafely(generation))
    stateChanged()
  }

  #disposed(event: ReloaderEvents['disposed']): void {
    this.timeline.change(event.generation, (entry) => disposed(entry, event))
    if (event.generation === this.#replaced) this.#measure()
  }

  #measure(): void {
    this.#replaced = undefined
    const heap = getHeapStatistics().used_heap_size
    this.timeline.change(this.#live, (entry): TimelineEntry => ({ ...entry, heap }))
  }

  #lookThroughSafely(generation: number): void {
    try {
      this.#lookThrough(generation)
    } catch (cause) {
      this.#options.failed(cause)
    }
  }

  #lookThrough(generation: number): void {
    const { reloader, paths } = this.#options
    const status = reloader.generations().find((each) => each.generation === generation)
    if (!status) return
    const before = [...this.#instantiated.values()].at(-1)
    this.#instantiated.set(generation, instantiatedOf(status, paths, before))
    const known = new Set(this.timeline.all().map((entry) => entry.generation))
    for (const each of this.#instantiated.keys()) if (!known.has(each)) this.#instantiated.delete(each)
  }
}
