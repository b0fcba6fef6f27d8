import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { HotseatError } from '../errors.ts'
import { covering, createSourceCache } from '../files/source-cache.ts'
import { current, runOutside } from '../generation/current.ts'
import { errors as generationErrors } from '../generation/errors.ts'
import type { Generation } from '../generation/generation.ts'
import { GenerationLease } from '../generation/generation-lease.ts'
import type { Lease } from '../generation/lease.ts'
import { RequestLeases } from '../generation/request-leases.ts'
import { Attempts } from './attempts.ts'
import { culpritsOf } from './culprits.ts'
import { errors } from './errors.ts'
import type { ReloaderEvents } from './events.ts'
import { Listeners } from './listeners.ts'
import { Machine } from './machine.ts'
import type { Reloader, Seat } from './reloader.ts'
import { Retirement } from './retirement.ts'
import type { ReloadShellOptions } from './shell-options.ts'
import { isPending, type Effect } from './state.ts'
import { UnseenChanges } from './unseen-changes.ts'
import { Watching } from './watching.ts'

/** Runs the effects of the transition function on the real parts, and tells it what came of them. */
export class ReloadShell<Api, Builder, App> implements Reloader<Api> {
  readonly #options: ReloadShellOptions<Api, Builder, App>
  readonly #attempts: Attempts<Api, Builder, App>
  readonly #machine: Machine
  readonly #listeners = new Listeners()
  readonly #watching: Watching
  readonly #retirement: Retirement<Api>
  readonly #requests: RequestLeases<Api>
  readonly #changes: UnseenChanges
  readonly #stopped = Promise.withResolvers<void>()
  #waiting: PromiseWithResolvers<void> | undefined
  #seat: Seat = { kind: 'starting' }
  #live: Generation<Api> | undefined
  #failure: HotseatError | undefined
  #isStarted = false
  #cancelQuiet: (() => void) | undefined
  #stopTaking: (() => void) | undefined
  #stopping: Promise<void> | undefined

  constructor(options: ReloadShellOptions<Api, Builder, App>) {
    const { settings, clock, adapters } = options
    this.#options = options
    this.#watching = new Watching({
      watcher: adapters.watcher,
      roots: options.roots,
      ignored: options.ignored,
      fileSystem: options.fileSystem,
      changed: (paths) => this.#touched(paths),
      rescan: (paths) => this.#touched(paths, paths),
      failed: ({ error, fatal }) => this.#listeners.emit('watch-failed', { error, fatal }),
    })
    const files = createSourceCache(options.fileSystem, { stamp: (path) => this.#watching.stamp(path) })
    const { canonical } = options.fileSystem
    this.#changes = new UnseenChanges({ files, canonical, now: () => this.#now() })
    this.#attempts = new Attempts<Api, Builder, App>({
      owner: this,
      adapters,
      entry: options.entry,
      settings,
      clock,
      files: covering(files, (path) => this.#watching.cover(path)),
      watching: this.#watching,
      leaseOf: (request) => this.#requests.of(request),
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
    this.#requests = new RequestLeases(() => this.acquire())
  }

  get seat(): Seat {
    return this.#seat
  }

  get failure(): HotseatError | undefined {
    return this.#failure
  }

  async start(): Promise<this> {
    if (this.#isStarted || this.#stopping) throw errors.alreadyStarted()
    this.#isStarted = true
    if (!this.#options.adapters.server) {
      this.#stopTaking = this.#requests.takeOnArrival(() => this.#live !== undefined)
    }
    try {
      // Before anything is read: a change that comes while the first build reads is covered.
      await this.#watching.start()
    } catch (error) {
      const isStopping = this.#stopping !== undefined
      await this.stop()
      if (!isStopping) throw error
    }
    this.#machine.dispatch({ type: 'start', at: this.#now() })
    await this.settled()
    return this
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  async reload(): Promise<void> {
    // Whoever asks for it may know more than the watcher does.
    this.#watching.doubt()
    this.#machine.dispatch({ type: 'reload', at: this.#now() })
    await this.settled()
  }

  settled(): Promise<void> {
    if (!this.#isPending()) return Promise.resolve()
    this.#waiting ??= Promise.withResolvers<void>()
    return this.#waiting.promise
  }

  acquire(): Lease<Api> {
    if (!this.#live) throw generationErrors.noGeneration(this.#seat.kind === 'failure' ? this.#seat.error : undefined)
    return this.#live.lease()
  }

  lease(request: IncomingMessage, until?: ServerResponse | Duplex): Lease<Api> {
    return this.#requests.of(request, until)
  }

  current(): Lease<Api> | undefined {
    const lease = current()
    return lease && this.#isOwn(lease) ? lease : undefined
  }

  on<Name extends keyof ReloaderEvents>(name: Name, listener: (event: ReloaderEvents[Name]) => void): () => void {
    return this.#listeners.on(name, listener)
  }

  #isOwn(lease: Lease<unknown>): lease is Lease<Api> {
    return lease instanceof GenerationLease && lease.isOf(this)
  }

  async #stop(): Promise<void> {
    const begun = this.#now()
    this.#machine.dispatch({ type: 'stop' })
    await Promise.all([this.#watching.stop(), this.#stopped.promise])
    this.#stopTaking?.()
    this.#listeners.emit('stopped', { duration: this.#now() - begun })
  }

  #now(): number {
    return this.#options.clock.now()
  }

  #touched(paths: readonly string[], unlisted: readonly string[] = []): void {
    const building = this.#attempts.snapshotOf(this.#machine.state.build?.generation)
    const { touch, fresh } = this.#changes.touch(paths, building, unlisted)
    if (fresh.length > 0) this.#listeners.emit('change', { paths: fresh })
    this.#machine.dispatch({ type: 'touch', at: this.#now(), touch })
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
        this.#listeners.emit('build-start', { generation: effect.generation, reason: effect.reason })
        return this.#attempts.start(effect.generation)
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
        return this.#stopped.resolve()
      default:
        return effect satisfies never
    }
  }

  #quiet(): void {
    this.#machine.dispatch({ type: 'quiet', at: this.#now(), locked: this.#options.isLocked() })
  }

  #built(generation: number, failed: boolean): void {
    this.#machine.dispatch({ type: 'built', at: this.#now(), generation, failed })
    const { build, window } = this.#machine.state
    if (build?.generation !== generation || build.stage !== 'waiting' || window === undefined) return
    const changed = this.#attempts.compare(generation)
    if (changed.length > 0) this.#touched(changed)
  }

  #verify(generation: number): void {
    const changed = this.#attempts.verify(generation, this.#changes.paths)
    if (changed.length > 0) this.#touched(changed)
    this.#machine.dispatch({ type: 'verified', at: this.#now(), generation })
  }

  #swap(number: number): void {
    const attempt = this.#attempts.take(number)
    if (!attempt) return
    const { generation, phases, begun } = attempt
    const retired = this.#live?.number
    this.#take({ kind: 'generation', generation: number }, generation)
    this.#failure = undefined
    const { paths, since = begun } = this.#changes.conclude(generation.snapshot, 'seated')
    const total = this.#now() - since
    const { modules } = generation
    this.#listeners.emit('swap', { generation: number, retired, paths, phases, total, modules })
  }

  #report(number: number): void {
    const attempt = this.#attempts.get(number)
    const error = attempt?.result.error
    if (!attempt || !error) return
    this.#failure = error
    if (!this.#live) this.#seat = { kind: 'failure', error }
    this.#changes.conclude(attempt.generation.snapshot, 'failed')
    const answeredBy = this.#live?.number
    this.#listeners.emit('build-failed', { generation: number, error, answeredBy, phases: attempt.phases })
  }

  /** The seat changes hands: in one synchronous step there is a new generation, and the last one retires. */
  #take(seat: Seat, generation: Generation<Api> | undefined): void {
    const last = this.#live
    this.#seat = seat
    this.#live = generation
    if (last) this.#retirement.add(last)
  }

  #discard(number: number, overtaken: boolean): void {
    const attempt = this.#attempts.take(number)
    if (!attempt) return
    if (overtaken) this.#listeners.emit('discarded', { generation: number })
    this.#letGo(attempt.generation)
  }

  #dispose(number: number): void {
    const retired = this.#retirement.take(number)
    if (!retired) return
    const { generation, waited, forced } = retired
    this.#listeners.emit('drained', { generation: number, duration: waited, forced })
    const begun = this.#now()
    this.#letGo(generation, () =>
      this.#listeners.emit('disposed', { generation: number, duration: this.#now() - begun }),
    )
  }

  #letGo(generation: Generation<Api>, disposed?: () => void): void {
    void generation.dispose().then(() => {
      disposed?.()
      this.#machine.dispatch({ type: 'disposed', generation: generation.number })
    })
  }

  #disposeFailed(generation: number, cause: unknown): void {
    for (const error of culpritsOf(cause)) this.#listeners.emit('dispose-failed', { generation, error })
  }
}
