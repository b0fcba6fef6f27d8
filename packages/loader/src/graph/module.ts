import { dirname } from 'node:path'
import { bind, type Bindings } from '../compile/bindings.ts'
import type { CommonJsUnit, JsonUnit, ModuleUnit } from '../compile/unit.ts'
import type { Getter, Link } from '../compile/wrapper.ts'
import type { External } from './external.ts'
import type { HotInstance } from './hot-instance.ts'
import { commonJsNamespace, newNamespace, type Namespace } from './namespace.ts'
import type { Source } from './source.ts'

/** A graph, as the modules in it know it. */
export interface Holder {
  readonly generation: number
  /** Its entry has been evaluated. */
  readonly loaded: boolean
  /** Its instances, by path. */
  readonly modules: ReadonlyMap<string, Module>
  /** Runs an `import()` of one of its modules. */
  importFrom(importer: Module, specifier: string): Promise<Namespace>
  /** Runs a `require()` of one of its modules. */
  requireFrom(importer: Module, specifier: string): unknown
  /** Runs an `import()` of one of its modules that is a `require()`. */
  requireLazily(importer: Module, specifier: string): unknown
  /** Whether a name that a module imports is exported by one that has not run to its end. */
  isPending(importer: Module, index: number, name: string): boolean
  /** Where a `require()` of one of its modules would lead. */
  resolveFrom(importer: Module, specifier: string, options?: NodeJS.RequireResolveOptions): string
  /** `require.cache` of its modules. */
  readonly requireCache: object
  /** `require.main`: the entry, if it is CommonJS. */
  readonly main: CommonJs | undefined
  /** Who imports a file, and who imports that, up to the entry. */
  chainOf(path: string): readonly string[]
  /** The names that an import of a CommonJS module may ask for. */
  namesOf(module: CommonJsModule): readonly string[]
  /** A module of a package that it has an instance of its own of has run. */
  ran(module: EsModule | CommonJsModule): void
}

/** An instance of a source file. */
export type Module = EsModule | CommonJsModule | JsonModule

/** What a module imports: another one, or something of Node's. */
export type Dependency = Module | External

const none: readonly never[] = []

/** An instance of an ES module: a Cyclic Module Record of https://tc39.es/ecma262/#sec-cyclic-module-records. */
export class EsModule {
  readonly kind = 'module'
  readonly source: Source
  readonly unit: ModuleUnit
  /** The graph that made it. */
  generation = 0
  holders: readonly Holder[] = []
  /** The paths of what it has required so far. */
  readonly required = new Set<string>()
  readonly #bindings: Bindings | undefined
  #namespace: Record<string, unknown> | undefined
  /** Its namespace has all its names. */
  complete: boolean
  dependencies: readonly Dependency[] = none
  getters: readonly Getter[] = none
  rebind: Link[1] | undefined
  body: Iterator<Link, void, void> | AsyncIterator<Link, void, void> | undefined
  /** Names that it imports could not all be checked when it was linked. */
  unchecked = false
  /** Its imports and exports are bound. */
  linked = false
  /** Behind its `import.meta.hot`. */
  hot: HotInstance | undefined
  /** It has used a process-wide registry while it ran: the next generation's has to be told by an instance of its own. */
  registers = false

  status: 'linked' | 'evaluating' | 'evaluating-async' | 'evaluated' = 'linked'
  error: { readonly value: unknown } | undefined
  index = 0
  ancestorIndex = 0
  cycleRoot: EsModule | undefined
  asyncOrder: number | 'done' | undefined
  pendingAsync = 0
  asyncParents: EsModule[] | undefined
  capability: PromiseWithResolvers<void> | undefined

  constructor(source: Source, unit: ModuleUnit) {
    this.source = source
    this.unit = unit
    this.#bindings = unit.ownExports?.bindings()
    this.complete = this.#bindings !== undefined
  }

  /** What is read of it by name: where it only exports what is its own this spares the namespace. */
  get bindings(): Namespace {
    return this.#bindings ?? this.namespace
  }

  get namespace(): Record<string, unknown> {
    if (this.#namespace) return this.#namespace
    this.#namespace = newNamespace()
    if (this.#bindings) this.unit.ownExports?.fill(this.#namespace, this.#bindings)
    return this.#namespace
  }

  /** Its function has told what it exports, and how to replace what it was given. */
  bind([values, rebind]: Link): void {
    this.getters = values
    this.rebind = rebind
    if (this.#bindings) bind(this.#bindings, values)
  }

  /** It and all that it imports have run, without an error. Of a cycle, the root was the last. */
  get evaluated(): boolean {
    const last = this.cycleRoot ?? this
    return this.status === 'evaluated' && last.status === 'evaluated' && !this.error && !last.error
  }
}

/** `module` of CommonJS code. */
export interface CommonJs {
  exports: unknown
  readonly id: string
  readonly filename: string
  readonly path: string
  loaded: boolean
  /** Who required it first; `null` for the entry, undefined for what was imported. */
  parent?: { readonly id: string; readonly filename: string } | null
  require?: (specifier: string) => unknown
}

/** An instance of a CommonJS module, and the ES module that Node puts before it for whoever imports it. */
export class CommonJsModule {
  readonly kind = 'commonjs'
  readonly source: Source
  readonly unit: CommonJsUnit
  generation = 0
  holders: readonly Holder[] = []
  /** The paths of what it has required so far. */
  readonly required = new Set<string>()
  module: CommonJs
  state: 'new' | 'running' | 'done' = 'new'
  /** It is being imported. */
  importing = false
  /** As of an ES module. */
  registers = false
  /** What an import of it came to: the namespace has its values, or why it has not. */
  imported: { readonly error?: { readonly value: unknown } } | undefined
  #namespace: Record<string, unknown> | undefined

  constructor(source: Source, unit: CommonJsUnit) {
    this.source = source
    this.unit = unit
    this.module = newCommonJs(unit.path)
  }

  /** Made when an import asks for it: a module that is only required needs none. */
  get namespace(): Record<string, unknown> {
    this.#namespace ??= commonJsNamespace(this.holders.at(-1)?.namesOf(this) ?? [])
    return this.#namespace
  }

  /** An ES module that imports it has been linked. */
  get linked(): boolean {
    return this.#namespace !== undefined
  }

  /** Its namespace has all its names. */
  get complete(): boolean {
    return true
  }

  get evaluated(): boolean {
    return this.state === 'done' && !this.imported?.error
  }
}

export function newCommonJs(path: string): CommonJs {
  return { exports: {}, id: path, filename: path, path: dirname(path), loaded: false }
}

/** An instance of a JSON file. */
export class JsonModule {
  readonly kind = 'json'
  readonly source: Source
  readonly unit: JsonUnit
  generation = 0
  holders: readonly Holder[] = []
  readonly required: ReadonlySet<string> = new Set()
  readonly namespace: Namespace
  readonly value: unknown
  readonly complete = true
  readonly evaluated = true

  constructor(source: Source, unit: JsonUnit, value: unknown, namespace: Namespace) {
    this.source = source
    this.unit = unit
    this.value = value
    this.namespace = namespace
  }
}
