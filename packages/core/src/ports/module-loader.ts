import type { Disposal } from '../disposal.ts'
import type { SourceLocation } from '../errors.ts'
import type { SourceFiles } from '../files/source-files.ts'
import type { ModuleDescription } from './descriptions.ts'

/** Gives each generation a module graph of its own, without touching what an earlier generation holds. */
export interface ModuleLoader {
  /** For messages: `loader`. */
  readonly name: string
  /** What it can do beyond the guarantee. */
  readonly capabilities?: LoaderCapabilities
  /**
   * Loads and evaluates the entry and all it imports.
   *
   * Module instances may be shared with the newest graph that has not been released, as the reuse rule allows:
   * an instance is carried if and only if its own source and every module it imports, however deep, are.
   *
   * @param entry absolute path of the entry
   * @throws {HotseatError} with the file, line, column and code frame of what could not be loaded; or whatever the
   *   application's own top-level code threw. Nothing is left behind then.
   */
  load(entry: string, context: LoadContext): Promise<ModuleGraph>
  /**
   * Where in the application's source an error came from: the topmost frame of its stack that is not in a package.
   * Looks through `cause` when the error itself has no such frame.
   */
  locate?(error: unknown): SourceLocation | undefined
  /**
   * Where in the application's source an error passed: the frames of its stack that are not in packages, the topmost first.
   */
  trace?(error: unknown): readonly SourceLocation[]
  /** A file, in the load that ended last, whether it failed or not: who imports it, who imports that one, up to the entry. */
  importersOf?(path: string): readonly string[]
}

/** What a module loader can do beyond the guarantee. What is left out has the default. */
export interface LoaderCapabilities {
  /** Module instances are carried into the next generation wherever the reuse rule allows. Default false. */
  readonly reuse?: boolean
  /** CommonJS source, mixed with ES modules in both directions. Default false. */
  readonly commonJs?: boolean
  /** JSON, by import. Default false. */
  readonly json?: boolean
  /** TypeScript, as its tsconfig.json says, with stacks in the source. Default false. */
  readonly typescript?: boolean
  /** The types that decorators ask for, as tsc emits them. Default false. */
  readonly decoratorMetadata?: boolean
}

/** What core hands the loader for one build. */
export interface LoadContext {
  /** The number of the generation that is being built. */
  readonly generation: number
  /** Fires when the build has been overtaken; the loader may stop early. */
  readonly signal: AbortSignal
  /** Packages of which every generation needs an instance of its own, such as `tsyringe`. */
  readonly perGeneration: readonly string[]
  /** Told of each module of these packages when it has run, before whoever imports it goes on. */
  readonly ran?: (module: PackageModule) => void
  /** The only way to the source: every read enters the hash of its bytes into the generation's snapshot, late ones too. */
  readonly files: SourceFiles
  /**
   * Stays the same as long as the watcher has told of no change to a path: of a file to its content, of a folder to its
   * entries. What the disk said of it at that stamp still holds then, and need not be asked for again. Undefined, or left
   * out, where nobody watches. `files.hash` heeds it by itself.
   */
  readonly stamp?: (path: string) => number | undefined
  /**
   * What is known of the files that the graph of an earlier generation was made of. Undefined, or left out, where nobody
   * watches them.
   */
  readonly earlier?: (generation: number) => EarlierFiles | undefined
  /**
   * Nothing is carried from an earlier graph, as if the process had been started anew: for an application that fills its modules
   * while it starts. Default false.
   */
  readonly anew?: boolean
  /** Milliseconds in which what the graph has to dispose is to be done, so that what hangs can still be named. Default 4,000. */
  readonly disposeTimeout?: number
  /** Takes in what a load that fails has begun and leaves to be disposed: it is, and what goes wrong is reported. */
  readonly adopt?: (disposal: Disposal) => void
}

/** A module of a package of which a generation has an instance of its own. */
export interface PackageModule {
  /** The package's name. */
  readonly package: string
  /** Its namespace; of CommonJS, `module.exports`. */
  readonly exports: unknown
}

/** The files of an earlier generation, as they are for one that is being built. */
export interface EarlierFiles {
  /** What may have changed since: of files the content, of folders the entries. Among it are paths that it does not have. */
  readonly doubted: ReadonlySet<string>
  /** Those that were not read otherwise enter the snapshot as they were. */
  takeOver(): void
}

/** The modules of one generation. */
export interface ModuleGraph {
  /** The namespace of the entry. */
  readonly exports: Readonly<Record<string, unknown>>
  /**
   * Imports a module as the entry would, within this graph. A container factory gets at the generation's own
   * instance of its library by it.
   *
   * @example const { container } = await graph.import('tsyringe')
   */
  import(specifier: string): Promise<Readonly<Record<string, unknown>>>
  /** How many of the application's own modules came from an earlier graph, and how many are new. Packages are not counted. */
  readonly stats: ModuleGraphStats
  /** The application's own modules, as they are now; in no order. Left out by a loader that cannot tell. */
  describe?(): readonly ModuleDescription[]
  /**
   * Runs `work` as code of this graph: what it, and whatever it starts, imports lazily through a module that more than one
   * graph holds is this graph's. Left out where no instance is shared.
   */
  run?<Result>(work: () => Result): Result
  /**
   * Lets the instances go that no other graph holds. Called once, after the container was disposed. A promise that it
   * returns is awaited; an AggregateError of `HotseatError`s is reported as these.
   */
  release(): unknown
}

export interface ModuleGraphStats {
  readonly carried: number
  readonly instantiated: number
}
