import type { IncomingMessage } from 'node:http'
import type { HotseatError } from '../errors.ts'
import { Archive } from '../files/archive.ts'
import { covering, createSourceCache } from '../files/source-cache.ts'
import { runOutside } from '../generation/current.ts'
import type { Generation } from '../generation/generation.ts'
import type { Lease } from '../generation/lease.ts'
import { Attempts } from './attempts.ts'
import { culpritsOf } from './culprits.ts'
import { History, type Earlier } from './history.ts'
import type { Listeners } from './listeners.ts'
import { Machine } from './machine.ts'
import type { Reloader, Seat } from './reloader.ts'
import { Retirement } from './retirement.ts'
import type { ReloadShellOptions } from './shell-options.ts'
import { Standing } from './standing.ts'
import { isPending, type BuildReason, type Effect } from './state.ts'
import { UnseenChanges } from './unseen-changes.ts'
import type { Watching } from './watching.ts'

export interface EngineOptions<Api, Builder, App> extends ReloadShellOptions<Api, Builder, App> {
  /** Whose generations it makes. */
  readonly owner: Reloader<Api>
  readonly listeners: Listeners
  readonly watching: Watching
  readonly leaseOf: (request: IncomingMessage) => Lease<Api>
}

/** Runs the effects of the transition function on the real parts, and tells it what came of them. */
export class Engine<Api, Builder, App> {
  readonly standing: Standing<Api>
  /** Resolves when everything is disposed, after {@link stop}. */
  readonly stopped = Promise.withResolvers<void>()
  readonly #options: EngineOptions<Api, Builder, App>
  readonly #attempts: Attempts<Api, Builder, App>
  readonly #machine: Machine
  readonly #retirement: Retirement<Api>
  readonly #changes: UnseenChanges
  readonly #history: History
  /** What is, or is being, gone back to: until something is built from what is on disk. */
  #earlier: Earlier | undefined
  /** The next build carries nothing. */
  #anew = false
  #waiting: PromiseWithResolvers<void> | undefined
  #seat: Seat = { kind: 'starting' }
  #failure: HotseatError | undefined
  #cancelQuiet: (() => void) | undefined

  constructor(options: EngineOptions<Api, Builder, App>) {
    const { settings, clock, adapters, owner, watching, leaseOf } = options
    this.#options = options
    const archive = new Archive()
    const files = createSourceCache(options.fileSystem, {
      stamp: (path) => watching.stamp(path),
      replaced: (path, file) => archive.keep(path, file),
    })
    this.#history = new History(archive, files)
    const { canonical } = options.fileSystem
    this.#changes = new UnseenChanges({ files, canonical, now: () => this.#now() })
    this.#attempts = new Attempts<Api, Builder, App>({
      owner,
      adapters,
      entry: options.entry,
      settings,
      clock,
      files: covering(files, (path) => watching.cover(path)),
      watching,
      leaseOf,
      entered: (generation, phase) => options.listeners.emit('build-phase', { generation, phase }),
      built: (generation, failed) => this.#built(generation, failed),
      disposeFailed: (generation, error) => this.#disposeFailed(generation, error),
    })
    this.#machine = new Machine({
      policy: settings.policy,
      // What sets it off may be the end of a request.
      run: (effect) => runOutside(() => this.#run(effect)),
      rested: () => this.#rested(),
    })
    this.#retirement = new Retirement({
      clock,
      drainTimeout: settings.drainTimeout,
      drained: (generation) => this.#machine.dispatch({ type: 'drained', generation }),
      timedOut: (generation) => this.#machine.dispatch({ type: 'drain-timeout', generation }),
    })
    this.standing = new Standing(this.#retirement, () => this.#now())
  }

  get seat(): Seat {
    return this.#seat
  }

  get failure(): HotseatError | undefined {
    return this.#failure
  }

  start(): void {
    this.#machine.dispatch({ type: 'start', at: this.#now() })
  }

  stop(): void {
    this.#machine.dispatch({ type: 'stop' })
  }

  reload(anew: boolean): void {
    this.#anew ||= anew
    this.#machine.dispatch({ type: 'reload', at: this.#now(), reason: 'reload' })
  }

  /** Builds what was served before, unless a change is pending. False: nothing was. */
  back(): boolean {
    const earlier = this.#history.earlier()
    if (!earlier) return false
    this.#earlier = earlier
    this.#machine.dispatch({ type: 'reload', at: this.#now(), reason: 'back' })
    return true
  }

  /** Files changed; others may have come into being in the folders of `unlisted`. */
  touched(paths: readonly string[], unlisted: readonly string[] = []): void {
    const building = this.#attempts.snapshotOf(this.#machine.state.build?.generation)
    // Where all is looked at, it is not for a save: what was gone back to differs from what is on disk anyway.
    const files = unlisted.length > 0 ? this.#earlier?.saved : undefined
    const { touch, fresh } = this.#changes.touch(paths, building, unlisted, files)
    if (fresh.length > 0) this.#options.listeners.emit('change', { paths: fresh })
    this.#machine.dispatch({ type: 'touch', at: this.#now(), touch })
  }

  settled(): Promise<void> {
    if (!this.#isPending()) return Promise.resolve()
    this.#waiting ??= Promise.withResolvers<void>()
    return this.#waiting.promise
  }

  #now(): number {
    return this.#options.clock.now()
  }

  #isPending(): boolean {
    return this.#seat.kind === 'starting' || isPending(this.#machine.state)
  }

  #rested(): void {
    if (this.#isPending()) return
    this.#waiting?.resolve()
    this.#waiting = undefined
  }

  #run(effect: Effect): void {
    switch (effect.type) {
      case 'build':
        return this.#build(effect)
      case 'abort':
        return this.#attempts.abort(effect.generation)
      case 'verify':
        return this.#verify(effect.generation)
      case 'swap':
        return this.#swap(effect.generation)
      case 'report':
        return this.#report(effect.generation)
      case 'vacate':
        return this.#take({ kind: 'stopped' }, undefined)
      case 'cut-off':
        return this.#retirement.cutOff(effect.generation)
      case 'dispose':
        return this.#dispose(effect.generation)
      case 'discard':
        return this.#discard(effect.generation, effect.overtaken)
      case 'quiet-after':
        this.#cancelQuiet?.()
        this.#cancelQuiet = this.#options.clock.setTimer(effect.delay, () => this.#quiet())
        return undefined
      case 'quiet-never':
        return this.#cancelQuiet?.()
      case 'stopped':
        return this.stopped.resolve()
      default:
        return effect satisfies never
    }
  }

  #build({ generation, reason }: { readonly generation: number; readonly reason: BuildReason }): void {
    if (reason !== 'back') this.#earlier = undefined
    this.#options.listeners.emit('build-start', { generation, reason })
    this.#attempts.start(generation, { reason, pinned: this.#earlier?.files, anew: this.#anew })
  }

  #quiet(): void {
    this.#machine.dispatch({ type: 'quiet', at: this.#now(), locked: this.#options.isLocked() })
  }

  #built(generation: number, failed: boolean): void {
    this.#machine.dispatch({ type: 'built', at: this.#now(), generation, failed })
    const { build, window } = this.#machine.state
    if (build?.generation !== generation || build.stage !== 'waiting' || window === undefined) return
    const changed = this.#attempts.compare(generation)
    if (changed.length > 0) this.touched(changed)
  }

  #verify(generation: number): void {
    const changed = this.#attempts.verify(generation, this.#changes.paths)
    if (changed.length > 0) this.touched(changed)
    this.#machine.dispatch({ type: 'verified', at: this.#now(), generation })
  }

  #swap(number: number): void {
    const attempt = this.#attempts.take(number)
    if (!attempt) return
    const { generation, phases, begun, reason, isAnew } = attempt
    if (isAnew) this.#anew = false
    const retired = this.standing.live?.number
    this.#take({ kind: 'generation', generation: number }, generation)
    this.#failure = undefined
    this.#history.seated(generation.snapshot, reason === 'back')
    const { paths, since = begun } = this.#changes.conclude(generation.snapshot, 'seated')
    const total = this.#now() - since
    const { modules } = generation
    this.#options.listeners.emit('swap', { generation: number, retired, reason, paths, phases, total, modules })
  }

  #report(number: number): void {
    const attempt = this.#attempts.get(number)
    const error = attempt?.result.error
    if (!attempt || !error) return
    const answeredBy = this.standing.live?.number
    this.#failure = error
    if (answeredBy === undefined) this.#seat = { kind: 'failure', error }
    const { generation, phases, reason } = attempt
    this.#changes.conclude(generation.snapshot, 'failed')
    this.#history.failed()
    this.#options.listeners.emit('build-failed', { generation: number, reason, error, answeredBy, phases })
  }

  /** The seat changes hands: in one synchronous step there is a new generation, and the last one retires. */
  #take(seat: Seat, generation: Generation<Api> | undefined): void {
    this.#seat = seat
    this.standing.seat(generation)
  }

  #discard(number: number, overtaken: boolean): void {
    const attempt = this.#attempts.take(number)
    if (!attempt) return
    if (overtaken) this.#options.listeners.emit('discarded', { generation: number })
    this.#letGo(attempt.generation)
  }

  #dispose(number: number): void {
    const retired = this.#retirement.take(number)
    if (!retired) return
    const { generation, waited, forced } = retired
    const { listeners } = this.#options
    listeners.emit('drained', { generation: number, duration: waited, forced })
    const begun = this.#now()
    this.#letGo(generation, () => listeners.emit('disposed', { generation: number, duration: this.#now() - begun }))
  }

  #letGo(generation: Generation<Api>, disposed?: () => void): void {
    void this.standing.dispose(generation).then(() => {
      disposed?.()
      this.#machine.dispatch({ type: 'disposed', generation: generation.number })
    })
  }

  #disposeFailed(generation: number, cause: unknown): void {
    for (const error of culpritsOf(cause)) this.#options.listeners.emit('dispose-failed', { generation, error })
  }
}
