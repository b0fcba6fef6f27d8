import type { Disposal } from '../disposal.ts'
import { HotseatError, messageOf } from '../errors.ts'
import type { Generation } from '../generation/generation.ts'
import type { SourceFiles } from '../files/source-files.ts'
import type { Captured } from '../ports/capture.ts'
import type { BuildContext, Configure } from '../ports/container-factory.ts'
import type { EarlierFiles, ModuleGraph } from '../ports/module-loader.ts'
import type { IncomingMessage } from 'node:http'
import type { Lease } from '../generation/lease.ts'
import type { SharedResources } from '../shared/shared-resources.ts'
import { deepStacks } from './deep-stacks.ts'
import { errors } from './errors.ts'
import type { Phases } from './events.ts'
import type { ReloaderOptions } from './options.ts'
import type { Reloader } from './reloader.ts'

/**
 * The share of the dispose timeout that a container, or the modules, are given for themselves, so that they can still
 * name what hangs in them before the generation gives the whole of them up after half of the timeout.
 */
const partShare = 0.4

export interface BuildOptions<Api, Builder, App> {
  readonly entry: string
  readonly reloader: Reloader<Api>
  readonly adapters: Pick<ReloaderOptions<Api, Builder, App>, 'loader' | 'container' | 'server' | 'capture'>
  readonly files: SourceFiles
  readonly stamp: (path: string) => number | undefined
  readonly earlier: (generation: number) => EarlierFiles | undefined
  readonly shared: SharedResources
  readonly disposeTimeout: number
  readonly signal: AbortSignal
  readonly now: () => number
  readonly leaseOf: (request: IncomingMessage) => Lease<Api>
  /** Nothing is carried from an earlier generation. */
  readonly anew: boolean
  /** Told when a phase begins. */
  readonly entered: (phase: 'load' | 'create' | 'mount') => void
}

export interface BuildResult {
  readonly phases: Phases
  readonly error: HotseatError | undefined
  /** The application opened its port itself. */
  readonly runsItself: boolean
}

/** Builds the parts of a generation, which adopts each as soon as it exists. Never rejects. */
export async function build<Api, Builder, App>(
  generation: Generation<Api>,
  options: BuildOptions<Api, Builder, App>,
): Promise<BuildResult> {
  const endDeepStacks = deepStacks(options.signal)
  return await buildParts(generation, options).finally(endDeepStacks)
}

async function buildParts<Api, Builder, App>(
  generation: Generation<Api>,
  options: BuildOptions<Api, Builder, App>,
): Promise<BuildResult> {
  const phases: { load?: number; create?: number; mount?: number } = {}
  let phase: keyof typeof phases = 'load'
  let begun = options.now()
  const enter = (next: keyof typeof phases): void => {
    phases[phase] = options.now() - begun
    options.signal.throwIfAborted()
    phase = next
    begun = options.now()
    options.entered(phase)
  }
  const { container: factory, server } = options.adapters
  const { number } = generation
  let runsItself = false
  try {
    options.entered(phase)
    const captured = begin(generation, options)
    const graph = await load(generation, captured, options)
    const modules = inUse({ name: `the modules of generation ${number}`, dispose: () => graph.release() }, generation)
    generation.adopt(modules.disposal)
    generation.seatModules(graph)

    if (captured?.runsItself(graph.exports) === true) {
      runsItself = true
      generation.describedBy(() => captured.describe?.() ?? [])
      generation.adopt({ name: `the containers of generation ${number}`, dispose: () => captured.disposeContainers() })
      enter('mount')
      generation.seatMounted(await modules.during(() => captured.mount()))
      phases[phase] = options.now() - begun
      return { phases, error: undefined, runsItself }
    }

    enter('create')
    const context = contextOf(graph, number, options)
    const within = <Result>(work: () => Result): Result => (graph.run ? graph.run(work) : work())
    const applied = configureOf<Builder>(graph, options.entry)
    const configure: Configure<Builder> = (...given) => modules.during(() => applied(...given))
    const container = await within(() => factory.create(configure, context))
    generation.seatContainer(container)

    enter('mount')
    if (server) {
      const createApp = createAppOf<Api, App>(graph, options.entry)
      const mount = async () => await server.mount(await createApp(container.api, context), options.leaseOf)
      generation.seatMounted(await modules.during(() => within(mount)))
    }
    phases[phase] = options.now() - begun
    return { phases, error: undefined, runsItself }
  } catch (cause) {
    phases[phase] = options.now() - begun
    return { phases, error: failure(runsItself ? 'load' : phase, cause, options), runsItself }
  }
}

function begin<Api, Builder, App>(
  generation: Generation<Api>,
  { adapters, reloader, signal, disposeTimeout }: BuildOptions<Api, Builder, App>,
): Captured | undefined {
  const { number } = generation
  const captured = adapters.capture?.begin({
    generation: number,
    reloader,
    signal,
    disposeTimeout: disposeTimeout * partShare,
  })
  if (captured) generation.adopt({ name: `what generation ${number} left behind`, dispose: () => captured.release() })
  return captured
}

async function load<Api, Builder, App>(
  generation: Generation<Api>,
  captured: Captured | undefined,
  options: BuildOptions<Api, Builder, App>,
): Promise<ModuleGraph> {
  const { loader, container, capture } = options.adapters
  const loading = (): Promise<ModuleGraph> =>
    loader.load(options.entry, {
      generation: generation.number,
      signal: options.signal,
      perGeneration: [...new Set([...(container.perGeneration ?? []), ...(capture?.perGeneration ?? [])])],
      files: generation.snapshot.recording(options.files),
      stamp: options.stamp,
      earlier: options.earlier,
      anew: options.anew,
      disposeTimeout: options.disposeTimeout * partShare,
      adopt: (disposal) => generation.adopt(disposal),
      ...(captured && { ran: (module) => captured.ran(module) }),
    })
  if (!captured) return await loading()
  const graph = captured.run(loading)
  try {
    return await captured.unlessEnded(graph)
  } catch (error) {
    // It may come yet.
    void graph.then(
      (found) => generation.adopt({ name: 'modules that came late', dispose: () => found.release() }),
      () => undefined,
    )
    throw error
  }
}

/**
 * A disposal that waits for what makes use of it. A build that was given up runs on: without its modules it would fail
 * in ways that the application could not make sense of. What never ends keeps them.
 */
function inUse<Api>(held: Disposal, generation: Generation<Api>) {
  let users = 0
  let isLetGo = false
  return {
    disposal: { name: held.name, dispose: () => (users > 0 ? (isLetGo = true) : held.dispose()) },
    async during<Result>(work: () => Result | PromiseLike<Result>): Promise<Result> {
      users += 1
      try {
        return await work()
      } finally {
        users -= 1
        if (users === 0 && isLetGo) generation.adopt(held)
      }
    },
  }
}

function contextOf<Api, Builder, App>(
  graph: ModuleGraph,
  generation: number,
  options: BuildOptions<Api, Builder, App>,
): BuildContext {
  return {
    generation,
    signal: options.signal,
    shared: options.shared,
    disposeTimeout: options.disposeTimeout * partShare,
    import: (specifier) => graph.import(specifier),
  }
}

function configureOf<Builder>(graph: ModuleGraph, entry: string): Configure<Builder> {
  const { configure } = graph.exports
  if (configure === undefined) return () => undefined
  if (isConfigure<Builder>(configure)) return configure
  throw errors.configureNotAFunction(entry, typeof configure)
}

// Types cannot be checked at run time: that the function takes this builder is between the application and its library.
function isConfigure<Builder>(value: unknown): value is Configure<Builder> {
  return typeof value === 'function'
}

type CreateApp<Api, App> = (api: Api, context: BuildContext) => App | PromiseLike<App>

function createAppOf<Api, App>(graph: ModuleGraph, entry: string): CreateApp<Api, App> {
  const createApp = graph.exports['default']
  if (isCreateApp<Api, App>(createApp)) return createApp
  throw errors.entryWithoutCreateApp(entry, Object.keys(graph.exports))
}

// The server binding checks what the function returns.
function isCreateApp<Api, App>(value: unknown): value is CreateApp<Api, App> {
  return typeof value === 'function'
}

const doing = {
  load: 'while its modules were evaluated',
  create: 'in configure()',
  mount: 'in createApp()',
} as const

const codes = {
  load: 'HOTSEAT_LOAD_FAILED',
  create: 'HOTSEAT_CONFIGURE_FAILED',
  mount: 'HOTSEAT_CREATE_APP_FAILED',
} as const

function failure<Api, Builder, App>(
  phase: keyof typeof doing,
  cause: unknown,
  options: BuildOptions<Api, Builder, App>,
): HotseatError {
  const { loader } = options.adapters
  const told = HotseatError.is(cause) ? cause : undefined
  const place = told?.location ?? loader.locate?.(cause)
  const importers = told && told.importers.length > 0 ? told.importers : place && loader.importersOf?.(place.file)
  if (told) {
    const { code, summary: message, location } = told
    const isComplete = place === location && (importers ?? []).length === told.importers.length
    return isComplete ? told : new HotseatError({ code, message, cause: told.cause, location: place, importers })
  }
  const name = cause instanceof Error ? `${cause.name}: ` : 'A value that is no Error was thrown: '
  const message = `The application failed ${doing[phase]}. ${name}${messageOf(cause)}`
  return new HotseatError({ code: codes[phase], message, cause, location: place, importers })
}
