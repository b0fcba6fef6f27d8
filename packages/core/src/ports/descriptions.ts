/** Why a module's instance is the one it is, in its generation. */
export type ModuleReason =
  /** Neither it nor what it imports has changed: it came from the generation before. */
  | 'carried'
  /** There was no instance to carry: the first generation, or a file that was not imported before. */
  | 'first'
  /** Its own source has changed. */
  | 'changed'
  /** What an import of it stands for has changed: another file, or one that was not there. */
  | 'resolved-anew'
  /** A module that it imports was instantiated anew, see `because`. */
  | 'import'
  /** While it ran it used what each generation has of its own: a package, a registry, `import.meta.hot`. */
  | 'own-state'
  /** Nothing is carried: by the loader's settings, or as the application listens itself. */
  | 'anew'

/** A module of the application in one generation. */
export interface ModuleDescription {
  /** Absolute. */
  readonly path: string
  /** The application's own modules that it imports or has required, absolute. */
  readonly imports: readonly string[]
  readonly reason: ModuleReason
  /** With `import`: the imported module that was instantiated anew, absolute. */
  readonly because?: string
}

/** What a container knows under one name. No instance, and no value, is in it. */
export interface Registration {
  /** The token as a person reads it: `Greeter`, `Symbol(db)`. */
  readonly name: string
  /** As the library calls it: `Singleton`, `Transient`, `ContainerScoped`, `value`, … */
  readonly lifetime: string
  /** An instance has been made and is kept: of what has one for the whole container. Undefined where the library cannot tell. */
  readonly resolved?: boolean | undefined
}
