import type { ContainerFactory } from '@hotseat/core'

/**
 * What the author of a container factory hands the suite: the factory, and how its library's users write an
 * application of it.
 */
export interface ContainerHarness<Api = unknown, Builder = Api> {
  readonly factory: ContainerFactory<Api, Builder>
  /** Called for each generation that a rule builds: how that one is written. One object will do, unless `import` is used. */
  generation(): Dialect<Api, Builder>
}

/** How an application says in this library what a rule wants said. */
export interface Dialect<Api = unknown, Builder = Api> {
  /**
   * What `context.import` gives: the application's copy of the library; of each package that the factory names in
   * `perGeneration` the generation's own. A factory that never asks for it fails.
   */
  import?(specifier: string): Promise<Readonly<Record<string, unknown>>>
  /** Declares a class, so that it can be resolved, and taken by others. */
  bind(builder: Builder, part: Part): void
  /** Gives a name a value, in `configure` or, where `scopeValues` is declared, in a scope. */
  bindValue(container: Builder | Api, name: string, value: unknown): void
  /** Constructs, within `configure`; may return a promise. */
  construct(builder: Builder, wanted: Part | string): unknown
  /** Resolves from a container or a scope; may return a promise. */
  resolve(api: Api, wanted: Part | string): unknown
  /** Binds to the part's name, beside what is bound there. Called where `multipleBindings` is declared. */
  bindBeside?(builder: Builder, part: Part): void
  /** All that is bound to a name. Called where `multipleBindings` is declared. */
  resolveAll?(api: Api, name: string): readonly unknown[]
  /** Gives a name to a singleton that `make` makes. Called where `asyncResolution` is declared. */
  bindAsync?(builder: Builder, name: string, make: () => Promise<object>): void
  /** Declares a class in a scope, for that scope alone. Called unless `scopeBindings` is declared to be false. */
  bindInScope?(api: Api, part: Part): void
  /** Creates a scope as an application does without Hotseat. Called unless `ownScopes` is declared to be false. */
  createScope?(api: Api): Api
  /** Declares a class as one whose decorator, or whose metadata, is missing. Called where `decoratorMetadata` is declared. */
  bindUndescribed?(builder: Builder, target: PartClass): void
}

/** A class to be bound. */
export interface Part {
  /** The name of the class, too. */
  readonly name: string
  /**
   * Takes what is in `takes` by position. Where the library injects otherwise, bind a function that constructs it, or a
   * class that extends it.
   */
  readonly target: PartClass
  /** `transient`: a new one for each that takes it. `scoped`: one in each scope. */
  readonly lifetime: 'transient' | 'scoped' | 'singleton'
  /** What its constructor takes, in order: other parts, and names of values. */
  readonly takes: readonly (Part | string)[]
}

// A class whose constructor has no fixed parameters, and a `dispose` without any.
export type PartClass = new (...takes: unknown[]) => PartInstance

export interface PartInstance {
  readonly takes: readonly unknown[]
  /** How every container factory knows that it is to be disposed. */
  dispose(): unknown
}
