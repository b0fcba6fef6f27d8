import type { CommonJsUnit, JsonUnit, ModuleUnit } from '../compile/unit.ts'
import type { Getter, Link } from '../compile/wrapper.ts'
import type { External } from './external.ts'
import { fillCommonJsNamespace, initNamespace, type Namespace } from './namespace.ts'
import type { Source } from './source.ts'

/** A graph, as the modules in it know it. */
export interface Holder {
  readonly generation: number
  /** Its entry has been evaluated. */
  readonly loaded: boolean
  /** Runs an `import()` of one of its modules. */
  importFrom(importer: Module, specifier: string): Promise<Namespace>
  /** Runs a `require()` of one of its modules. */
  requireFrom(importer: Module, specifier: string): unknown
}

/** An instance of a source file. */
export type Module = EsModule | CommonJsModule | JsonModule

/** What a module imports: another one, or something of Node's. */
export type Dependency = Module | External

/** A module whose names are not known before it has run, or that is not there before it was loaded. */
export type Opaque = CommonJsModule | External

export function isOpaque(dependency: Dependency): dependency is Opaque {
  return dependency.kind === 'commonjs' || dependency.kind === 'external'
}

const none: readonly never[] = []

/** An instance of an ES module: a Cyclic Module Record of https://tc39.es/ecma262/#sec-cyclic-module-records. */
export class EsModule {
  readonly kind = 'module'
  readonly source: Source
  readonly unit: ModuleUnit
  holders: readonly Holder[] = []
  readonly namespace: Record<string, unknown> = {}
  /** Its namespace has all its names. */
  complete = false
  dependencies: readonly Dependency[] = none
  getters: readonly Getter[] = none
  rebind: Link[1] | undefined
  body: Iterator<Link, void, void> | AsyncIterator<Link, void, void> | undefined
  /** Names that it imports could not all be checked when it was linked. */
  unchecked = false

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
  }

  /** It and all that it imports have run, without an error. Of a cycle, the root was the last. */
  get evaluated(): boolean {
    const last = this.cycleRoot ?? this
    return this.status === 'evaluated' && last.status === 'evaluated' && !this.error && !last.error
  }
}

/** An instance of a CommonJS module. */
export class CommonJsModule {
  readonly kind = 'commonjs'
  readonly source: Source
  readonly unit: CommonJsUnit
  holders: readonly Holder[] = []
  /** `module` of the CommonJS code. */
  readonly module: { exports: unknown; readonly id: string; readonly filename: string; loaded: boolean }
  state: 'new' | 'running' | 'done' | 'failed' = 'new'
  error: unknown
  #namespace: Record<string, unknown> | undefined

  constructor(source: Source, unit: CommonJsUnit) {
    this.source = source
    this.unit = unit
    this.module = { exports: {}, id: unit.path, filename: unit.path, loaded: false }
  }

  /** Made when an import asks for it: a module that is only required needs none. Its names come with the end of the run. */
  get namespace(): Namespace {
    if (!this.#namespace) {
      this.#namespace = {}
      initNamespace(this.#namespace)
      if (this.complete) fillCommonJsNamespace(this.#namespace, this.module.exports)
    }
    return this.#namespace
  }

  /** Its namespace has all its names. */
  get complete(): boolean {
    return this.state === 'done'
  }

  get evaluated(): boolean {
    return this.complete
  }

  /** To be called when it has run. */
  finish(): void {
    this.module.loaded = true
    this.state = 'done'
    if (this.#namespace) fillCommonJsNamespace(this.#namespace, this.module.exports)
  }
}

/** An instance of a JSON file. */
export class JsonModule {
  readonly kind = 'json'
  readonly source: Source
  readonly unit: JsonUnit
  holders: readonly Holder[] = []
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
