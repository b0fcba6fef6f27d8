import type { ListenOptions, Server as NetServer } from 'node:net'
import {
  actAs,
  actor,
  HotseatError,
  type Captured,
  type CaptureContext,
  type Disposal,
  type Mounted,
  type PackageModule,
  type Registration,
} from '@hotseat/core'
import { Containers } from './containers/containers.ts'
import type { Library } from './containers/library.ts'
import { watchLibrary } from './containers/watch-libraries.ts'
import { errors } from './errors.ts'
import type { Watched } from './leftovers/leftover.ts'
import { Leftovers } from './leftovers/leftovers.ts'
import { CapturedServer } from './listen/captured-server.ts'
import type { Ports } from './listen/ports.ts'
import type { Protocol } from './listen/real-server.ts'
import { keyOf } from './listen/target.ts'
import { Ended } from './process/ended.ts'
import { ProcessEvents } from './process/process-events.ts'
import { shutDown } from './process/shut-down.ts'
import { Readiness } from './readiness.ts'

/** What an application needs of the capture that it is run by. */
export interface Host {
  readonly ports: Ports
  /** An error of a generation that is past being built. */
  readonly report: (error: HotseatError) => void
  /** What a generation had left behind, when it was let go. `hasShutDown`: it was to have ended all of it itself. */
  readonly leftBehind: (leftovers: Leftovers, hasShutDown: boolean) => Promise<void>
  readonly forget: () => void
}

/** Milliseconds that an application has to try another port, or the same once more, as Node's own example does after one second. */
const patience = 1_500

/** The application whose code runs now. */
export function currentApplication(): Application | undefined {
  const who = actor()
  return who instanceof Application && who.isCaptured ? who : undefined
}

/** One generation of an application that runs as it stands, and all that it does to the process. */
export class Application implements Captured {
  readonly generation: number
  /** As long as it is not known to be one that exports `createApp`. */
  isCaptured = true
  readonly events = new ProcessEvents()
  readonly leftovers = new Leftovers()
  readonly #context: CaptureContext
  readonly #host: Host
  readonly #servers = new Map<string, CapturedServer>()
  readonly #readiness = new Readiness()
  readonly #exited = Promise.withResolvers<void>()
  readonly #undo: (() => unknown)[] = []
  #turns = 0
  #asked = 0
  /** Undefined if they are not its to be disposed: a container factory's are. */
  #containers: Containers | undefined = new Containers()
  /** What its entry exports for that. */
  #dispose: Disposal | undefined
  #shuttingDown: Promise<void> | undefined
  /** Servers that were told to listen and do not yet. */
  #pending = 0
  #state: 'building' | 'running' | 'retiring' | 'over' = 'building'

  constructor(context: CaptureContext, host: Host) {
    this.generation = context.generation
    this.#context = context
    this.#host = host
  }

  run<Result>(work: () => Result): Result {
    return actAs(this, work)
  }

  async unlessEnded<Result>(work: Promise<Result>): Promise<Result> {
    return await this.#readiness.unlessItFails(work)
  }

  runsItself(exports: Readonly<Record<string, unknown>>): boolean {
    if (this.#asked === 0 && declaresApplication(exports)) {
      this.#leaveAlone()
      return false
    }
    const { dispose } = exports
    if (typeof dispose === 'function')
      this.#dispose = { name: 'dispose() of the entry', dispose: () => Reflect.apply(dispose, undefined, []) }
    return true
  }

  /** Modules may be carried into other generations: what they do to the process is the process's own, as ever. */
  #leaveAlone(): void {
    this.isCaptured = false
    this.#containers = undefined
    this.leftovers.forget()
    this.events.moveTo(process)
  }

  ran({ package: name, exports }: PackageModule): void {
    watchLibrary(name, exports, currentApplication)
  }

  /** Takes note of what it has made with a library. */
  note<Made extends object>(library: Library, made: Made, dispose: (made: Made) => unknown): void {
    this.#containers?.add(`${library.what} of generation ${this.generation}`, library, made, dispose)
  }

  describe(): readonly Registration[] {
    return this.#containers?.describe() ?? []
  }

  async disposeContainers(): Promise<void> {
    const own = this.#dispose ? [this.#dispose] : []
    this.#dispose = undefined
    await this.run(async () => await this.#containers?.dispose(own, this.#context.disposeTimeout))
  }

  async mount(): Promise<Mounted> {
    await this.#readiness.wait(this.#context.signal, async () => (await this.leftovers.find()).length > 0)
    this.#state = 'running'
    return this.#mounted()
  }

  /** What answers on a port. */
  at(key: string): Mounted | undefined {
    const server = this.#servers.get(key)
    if (!server) return undefined
    return {
      handle: (request, response) => this.run(() => server.handle(request, response)),
      ...(server.upgrade && {
        upgrade: (request, socket, head) => this.run(() => server.upgrade?.(request, socket, head)),
      }),
    }
  }

  /** A server of it is told to listen. One that is told when all is over does not: nobody would close its port. */
  listen(server: NetServer, protocol: Protocol, asked: ListenOptions): void {
    if (this.#state === 'over') return
    const { ports } = this.#host
    const target = ports.targetOf(asked, this.#asked++ === 0)
    const key = keyOf(target, target.port === 0 ? this.#turns++ : 0)
    const captured = new CapturedServer(server, protocol)
    this.onRelease(() => captured.letGo())
    this.#pending += 1
    ports.open(key, { server, protocol, target }, this.#context).then(
      (address) => {
        this.#pending -= 1
        this.#servers.set(key, captured)
        captured.listening(address, () => {
          this.#servers.delete(key)
          ports.letGo(this.generation, key)
        })
        this.#tellIfListening()
      },
      (error: unknown) => {
        this.#pending -= 1
        this.#failedToListen(server, HotseatError.is(error) ? error : errors.uncaught(error))
        this.#tellIfListening()
      },
    )
  }

  /** Takes what is to be watched over until the generation goes. */
  readonly watch = (watched: Watched): void => this.leftovers.add(watched)

  /** To be done when the generation goes. */
  onRelease(undo: () => unknown): void {
    this.#undo.push(undo)
  }

  /** It is in the seat: what it has set up counts at its ports. */
  seated(): void {
    for (const [key, { server }] of this.#servers) this.#host.ports.adopt(key, server)
  }

  /** It ended itself, as it thinks. @throws what nothing of it is to catch */
  exit(call: string): never {
    const ended = new Ended(call)
    this.#exited.resolve()
    if (this.#state === 'building') this.#readiness.fails(errors.exited(call, ended))
    if (this.#state === 'running') this.#host.report(errors.exited(call, ended))
    throw ended
  }

  /** It sends itself a signal. In its shutdown that is the last that it does, and the code after it runs on as ever. */
  kill(call: string): { readonly result: true } {
    if (this.#state !== 'retiring') this.exit(call)
    this.#exited.resolve()
    return { result: true }
  }

  /** Takes an error that nothing caught. @returns whether that is all that is to be done about it */
  catches(error: unknown, origin: NodeJS.UncaughtExceptionOrigin): boolean {
    // What is over would have no process any more.
    if (error instanceof Ended || this.#state === 'over') return true
    try {
      if (this.run(() => this.events.tellOfError(error, origin))) return true
    } catch (thrown) {
      // Out of here it would end the process.
      if (!(thrown instanceof Ended)) this.#fail(errors.errorListenerFailed(thrown))
      return true
    }
    if (this.#state !== 'building') return false
    this.#fail(errors.uncaught(error))
    return true
  }

  async release(): Promise<void> {
    const { ports, leftBehind, forget } = this.#host
    const hasShutDown = this.#state === 'retiring'
    this.#state = 'over'
    ports.letGo(this.generation)
    // One that was never seated has had no shutdown, and Node has a timer for each.
    for (const { server } of this.#servers.values()) if (server.listening) this.run(() => server.close())
    try {
      // Of one that failed before it was known to run as it stands, and what its shutdown made.
      await this.disposeContainers()
    } finally {
      await leftBehind(this.leftovers, hasShutDown)
      for (const undo of this.#undo.splice(0)) undo()
      this.events.clear()
      forget()
    }
  }

  /** It is ready when all of its servers listen that it has told to so far. */
  #tellIfListening(): void {
    if (this.#pending === 0 && this.#servers.size > 0) this.#readiness.listens()
  }

  /** Whoever does not ask by port gets the first server. */
  #mounted(): Mounted {
    const [first] = this.#servers.keys()
    const answers = first === undefined ? undefined : this.at(first)
    return {
      handle: (request, response) => answers?.handle(request, response),
      ...(answers?.upgrade && { upgrade: (request, socket, head) => answers.upgrade?.(request, socket, head) }),
      close: async () => await (this.#shuttingDown ??= this.#shutDown()),
    }
  }

  async #shutDown(): Promise<void> {
    this.#state = 'retiring'
    await this.run(async () => {
      await shutDown({ events: this.events, servers: [...this.#servers.values()], exited: this.#exited.promise })
    })
  }

  /**
   * Told as Node would tell it, which ends a process that does not listen to its server's errors. One that does may try
   * another port, or do without; if nothing of it listens then, that is why the build fails.
   */
  #failedToListen(server: NetServer, error: HotseatError): void {
    if (server.listenerCount('error') === 0) return this.#fail(error)
    const asked = this.#asked
    const giveUp = (): void => {
      if (this.#asked === asked && this.#servers.size === 0) this.#readiness.fails(error)
    }
    actAs(undefined, () => setTimeout(giveUp, patience).unref())
    server.emit('error', error.cause instanceof Error ? error.cause : error)
  }

  /** Nothing of the application deals with this error. */
  #fail(error: HotseatError): void {
    if (this.#state === 'building') this.#readiness.fails(error)
    else this.#host.report(error)
  }
}

/** Some export what listens, for their tests: a framework's application is a function too. */
function declaresApplication({ default: exported, configure }: Readonly<Record<string, unknown>>): boolean {
  if (typeof configure === 'function') return true
  return typeof exported === 'function' && typeof Reflect.get(exported, 'listen') !== 'function'
}
