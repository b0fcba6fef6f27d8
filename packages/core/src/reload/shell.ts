import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { HotseatError } from '../errors.ts'
import { current } from '../generation/current.ts'
import { errors as generationErrors } from '../generation/errors.ts'
import { GenerationLease } from '../generation/generation-lease.ts'
import type { Lease } from '../generation/lease.ts'
import { RequestLeases } from '../generation/request-leases.ts'
import type { GenerationStatus } from '../generation/status.ts'
import { Engine } from './engine.ts'
import { errors } from './errors.ts'
import type { ReloaderEvents } from './events.ts'
import { Listeners } from './listeners.ts'
import { Pause } from './pause.ts'
import type { Reloader, Seat } from './reloader.ts'
import type { ReloadShellOptions } from './shell-options.ts'
import { Watching } from './watching.ts'

/** The reloader as its user sees it: what is asked of the engine, and when. */
export class ReloadShell<Api, Builder, App> implements Reloader<Api> {
  readonly #options: ReloadShellOptions<Api, Builder, App>
  readonly #engine: Engine<Api, Builder, App>
  readonly #listeners = new Listeners(this)
  readonly #watching: Watching
  readonly #pause = new Pause((paths, unlisted) => this.#engine.touched(paths, unlisted))
  readonly #requests = new RequestLeases<Api>((request) => this.#acquire(request))
  #isStarted = false
  #goingBack = Promise.resolve()
  #stopTaking: (() => void) | undefined
  #stopping: Promise<void> | undefined

  constructor(options: ReloadShellOptions<Api, Builder, App>) {
    this.#options = options
    this.#watching = new Watching({
      watcher: options.adapters.watcher,
      roots: options.roots,
      ignored: options.ignored,
      fileSystem: options.fileSystem,
      changed: (paths) => this.#pause.report(paths),
      rescan: (paths) => this.#pause.report(paths, paths),
      failed: ({ error, fatal }) => this.#listeners.emit('watch-failed', { error, fatal }),
    })
    this.#engine = new Engine<Api, Builder, App>({
      ...options,
      owner: this,
      listeners: this.#listeners,
      watching: this.#watching,
      leaseOf: (request) => this.#requests.of(request),
    })
  }

  get seat(): Seat {
    return this.#engine.seat
  }

  get failure(): HotseatError | undefined {
    return this.#engine.failure
  }

  async start(): Promise<this> {
    if (this.#isStarted || this.#stopping) throw errors.alreadyStarted()
    this.#isStarted = true
    if (!this.#options.adapters.server) {
      this.#stopTaking = this.#requests.takeOnArrival(() => this.#engine.standing.live !== undefined)
    }
    try {
      // Before anything is read: a change that comes while the first build reads is covered.
      await this.#watching.start()
    } catch (error) {
      const isStopping = this.#stopping !== undefined
      await this.stop()
      if (!isStopping) throw error
    }
    this.#engine.start()
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

  async reload({ anew = false }: { readonly anew?: boolean } = {}): Promise<void> {
    // Whoever asks for it may know more than the watcher does.
    this.#watching.doubt()
    this.#engine.reload(anew)
    await this.settled()
  }

  back(): Promise<void> {
    // One after the other: the second of two at once would overtake the first, with what is on disk.
    const done = this.#goingBack.then(() => this.#back())
    this.#goingBack = done.catch(() => undefined)
    return done
  }

  pause(): void {
    if (this.#pause.begin()) this.#listeners.emit('paused', {})
  }

  resume(): void {
    this.#pause.end(() => this.#listeners.emit('resumed', {}))
  }

  get isPaused(): boolean {
    return this.#pause.isOn
  }

  generations(): readonly GenerationStatus[] {
    return this.#engine.standing.all()
  }

  settled(): Promise<void> {
    return this.#engine.settled()
  }

  acquire(): Lease<Api> {
    return this.#acquire()
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

  #acquire(request?: IncomingMessage): Lease<Api> {
    const { seat, standing } = this.#engine
    if (standing.live) return standing.live.lease(request)
    throw generationErrors.noGeneration(seat.kind === 'failure' ? seat.error : undefined)
  }

  #isOwn(lease: Lease<unknown>): lease is Lease<Api> {
    return lease instanceof GenerationLease && lease.isOf(this)
  }

  async #back(): Promise<void> {
    // What is on its way becomes what is served, or has failed.
    await this.settled()
    if (!this.#engine.back()) throw errors.nothingEarlier()
    await this.settled()
  }

  async #stop(): Promise<void> {
    const { clock } = this.#options
    const begun = clock.now()
    this.#engine.stop()
    await Promise.all([this.#watching.stop(), this.#engine.stopped.promise])
    this.#stopTaking?.()
    this.#listeners.emit('stopped', { duration: clock.now() - begun })
  }
}
