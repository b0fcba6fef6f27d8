import type { Registration } from './descriptions.ts'
import type { SharedResources } from '../shared/shared-resources.ts'

/**
 * Builds a dependency-injection container for each generation.
 *
 * `Api` is the library's own typed surface (tsyringe's `DependencyContainer`, inversify's `Container`): the host
 * never resolves a service, so no common denominator stands between the application and its library.
 *
 * @typeParam Api what the application resolves from
 * @typeParam Builder what `configure` is given; the same thing for most libraries
 */
export interface ContainerFactory<Api, Builder = Api> {
  /** The library's name, for messages: `tsyringe`. */
  readonly name: string
  /** Packages that the loader must instantiate anew for every generation because they hold registrations process-wide. */
  readonly perGeneration?: readonly string[]
  /** What it can do beyond the guarantee, or cannot. */
  readonly capabilities?: ContainerCapabilities
  /**
   * Builds a container and runs the application's `configure` on it.
   *
   * @param configure the application's; may return a promise. Does nothing where the application exports none.
   * @throws whatever `configure` or a constructor threw, after every part that was constructed has been disposed;
   *   errors of that cleaning up do not hide it.
   */
  create(configure: Configure<Builder>, context: BuildContext): Promise<Container<Api>>
}

/** What a container factory can do beyond the guarantee, or cannot. What is left out has the default. */
export interface ContainerCapabilities {
  /** Dependents are disposed before their dependencies; without it, in no order. Default true. */
  readonly orderedDisposal?: boolean
  /** A value can be bound in a scope. Default true. */
  readonly scopeValues?: boolean
  /** A class can be bound in a scope, for that scope alone. Default true. */
  readonly scopeBindings?: boolean
  /** Scopes that the application creates by the library's own means are kept to the rules too. Default true. */
  readonly ownScopes?: boolean
  /** Several things can be bound to one name, and resolved together. Default false. */
  readonly multipleBindings?: boolean
  /** A thing can be made asynchronously: once for all who wait for it, and disposed as it is there. Default false. */
  readonly asyncResolution?: boolean
  /** What a constructor takes is read from metadata of decorators or of the compiler. Default false. */
  readonly decoratorMetadata?: boolean
  /** What is registered is told by `Container.describe`. Default false. */
  readonly registrations?: boolean
}

/** What an application exports as `configure`. */
export type Configure<Builder> = (builder: Builder, context: BuildContext) => unknown

/** What core hands a container factory, and the application's `configure` and `createApp`, for one build. */
export interface BuildContext {
  /** The number of the generation that is being built, from 1. */
  readonly generation: number
  /** Fires when the build has been overtaken by a newer change. */
  readonly signal: AbortSignal
  /** Resources that outlive a generation: a database pool, a queue connection. */
  readonly shared: SharedResources
  /** Milliseconds a container may take to dispose before what hangs is reported by name. */
  readonly disposeTimeout: number
  /** Imports a module as the application's entry would, within the generation that is being built. */
  import(specifier: string): Promise<Readonly<Record<string, unknown>>>
}

/** Something to resolve from, until it is disposed. */
export interface Scope<Api> {
  readonly api: Api
  /**
   * Disposes what was constructed in it, dependents before their dependencies, each awaited, each exactly once; also
   * what a promise brings that is under way. Not what the application made itself and registered as a value, unless the
   * adapter says so. A second call returns the first one's promise. Resolving afterwards throws a named error.
   *
   * @throws {AggregateError} of all errors, after everything was tried
   */
  dispose(): Promise<void>
}

/** The container of one generation. */
export interface Container<Api> extends Scope<Api> {
  /** A scope for one request: its own scoped instances, the container's singletons. Disposing it never touches those. */
  createScope(): Scope<Api>
  /** What is registered, as it is now; constructs nothing. Left out by a factory that cannot tell. */
  describe?(): readonly Registration[]
}
