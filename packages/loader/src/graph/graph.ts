import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import type { LoadContext, ModuleDescription, ModuleGraph, ModuleGraphStats } from '@hotseat/core'
import { errors } from '../errors.ts'
import { packageName } from '../resolve/packages.ts'
import type { Target } from '../resolve/target.ts'
import { describeModules } from './describe.ts'
import { commonJsNames } from './commonjs-names.ts'
import { importCommonJs, runCommonJs } from './commonjs.ts'
import type { Discovery } from './discover.ts'
import { evaluate, type Evaluation } from './evaluate.ts'
import { externalAt, loadBuiltins, type External } from './external.ts'
import type { GraphOptions } from './graph-options.ts'
import { hold, letGo, letGoOfShared } from './holders.ts'
import { instantiate } from './instantiate.ts'
import { link as linkModules, type LinkHost } from './link.ts'
import { interop } from './interop.ts'
import { isPending } from './pending.ts'
import { EsModule, type CommonJs, type CommonJsModule, type Dependency, type Holder, type Module } from './module.ts'
import type { Namespace } from './namespace.ts'
import { nativeRequire, requireAt } from './native-require.ts'
import { NodeModule } from './node-module.ts'
import { requireCache } from './require-cache.ts'
import { requireModule } from './require-module.ts'
import { HotModules } from './hot-modules.ts'
import { beginGraph, runIn } from './running.ts'
import { Targets } from './targets.ts'
import { Turns } from './turns.ts'
import { Waiting } from './waiting.ts'

const require = createRequire(import.meta.url)

/** The module instances of one generation. */
export class Graph implements ModuleGraph, Holder, LinkHost {
  readonly generation: number
  readonly entry: string
  /** By path. */
  readonly modules: Map<string, Module>
  readonly discovery: Discovery
  readonly hot: HotModules
  readonly #peers: Set<Graph>
  readonly #end: () => void
  readonly #waiting = new Waiting()
  readonly #evaluation: Evaluation
  readonly #targets: Targets
  readonly #ran: LoadContext['ran']
  readonly #refusalOf: GraphOptions['refusalOf']
  #exports: Namespace = {}
  #requireCache: object | undefined
  #stats: ModuleGraphStats = { carried: 0, instantiated: 0 }
  #state: 'loading' | 'loaded' | 'released' = 'loading'
  /** Only one thing at a time is linked, or walked. */
  readonly #turns = new Turns()

  constructor(options: GraphOptions) {
    const { generation, entry, discovery, carried, peers, before, disposeTimeout } = options
    this.generation = generation
    this.entry = entry
    this.discovery = discovery
    this.modules = carried
    this.hot = new HotModules(this, before, { peers, timeout: disposeTimeout })
    this.#targets = new Targets(discovery)
    this.#ran = options.ran
    this.#refusalOf = options.refusalOf
    this.#peers = peers
    this.#end = beginGraph(this)
    peers.add(this)
    hold(carried, this)
    this.#evaluation = {
      load: async (external) => await this.#load(external),
      loadNow: (external) => {
        external.loadNow()
        this.#waiting.completed(external)
      },
      walking: false,
      settled: [],
    }
  }

  get exports(): Namespace {
    return this.#exports
  }

  get stats(): ModuleGraphStats {
    return this.#stats
  }

  describe(): readonly ModuleDescription[] {
    return describeModules(this.modules, this.#refusalOf, this.generation)
  }

  get loaded(): boolean {
    return this.#state === 'loaded'
  }

  /** Evaluates the entry. Called once. */
  async load(): Promise<void> {
    const carried = this.#size()
    const exports = await this.run(async () => await this.importPath(this.entry))
    if (this.#state === 'released') return
    // What is written as an ES module is taken for one.
    const entry = this.modules.get(this.entry)
    const isCompiled = entry?.kind === 'commonjs' && entry.unit.compiled
    this.#exports = isCompiled ? interop.all(entry.module.exports) : exports
    this.#stats = { carried, instantiated: this.#size() - carried }
    this.#state = 'loaded'
  }

  async import(specifier: string): Promise<Namespace> {
    const entry = this.modules.get(this.entry)
    if (!entry) throw errors.released(specifier, this.entry)
    // It has to be the instance that the application has.
    return entry.kind === 'commonjs'
      ? interop.all(this.requireLazily(entry, specifier))
      : await this.importFrom(entry, specifier)
  }

  run<Result>(work: () => Result): Result {
    return runIn(this, work)
  }

  release(): unknown {
    if (this.#state === 'released') return undefined
    this.#state = 'released'
    this.#peers.delete(this)
    this.#end()
    // What no other graph has stays until it is disposed: its callbacks may import.
    letGoOfShared(this.modules, this)
    const disposed = this.hot.dispose(this.modules.values())
    return disposed ? disposed.finally(() => this.#clear()) : this.#clear()
  }

  /** @returns when that is done, what was loaded only while the rest was disposed */
  #clear(): Promise<void> | undefined {
    const disposed = this.hot.dispose(this.modules.values())
    letGo(this.modules, this)
    this.hot.clear()
    this.discovery.sources.clear()
    this.#waiting.clear()
    this.#targets.clear()
    this.#exports = {}
    return disposed
  }

  async importFrom(importer: Module, specifier: string): Promise<Namespace> {
    const target = this.#targets.ofImport(importer, specifier)
    if (target.kind === 'source') return await this.importPath(target.path, importer.unit.path)
    const external = externalAt(target.url)
    return external.namespace ?? (await this.#load(external))
  }

  requireFrom(importer: Module, specifier: string): unknown {
    return this.#require(importer, specifier, this.#targets.ofRequire(importer, specifier))
  }

  requireLazily(importer: Module, specifier: string): unknown {
    return this.#require(importer, specifier, this.#targets.ofLazyRequire(importer, specifier))
  }

  isPending({ source }: Module, index: number, name: string): boolean {
    const target = source.targets[index]
    if (target?.kind !== 'source') return false
    const { sources } = this.discovery
    return isPending(sources.get(target.path), name, sources, this.modules)
  }

  #require(importer: Module, specifier: string, target: Target | undefined): unknown {
    if (target?.kind !== 'source') return nativeRequire(importer.unit, target?.url ?? specifier)
    if (importer.kind !== 'json') importer.required.add(target.path)
    return this.requirePath(target.path, importer.unit.path)
  }

  requirePath(path: string, importer: string): unknown {
    const fresh = this.modules.has(path) ? [] : instantiate(path, this, importer)
    const module = this.modules.get(path)
    if (module?.kind === 'module') return this.#requireModule(module, fresh, importer)
    if (module?.kind === 'json') return module.value
    if (module === undefined) throw errors.internal(path, 'no instance')
    if (module.state === 'new') module.module.parent = { id: importer, filename: importer }
    // As `module` is another one once it has failed.
    const { module: commonJs } = module
    runCommonJs(module)
    return commonJs.exports
  }

  #requireModule(module: EsModule, fresh: readonly Module[], importer: string): unknown {
    const { modules } = this
    let isLinked = false
    const link = (linking: readonly EsModule[]): void => {
      void linkModules(linking, this, this.#waiting)
      isLinked = true
    }
    try {
      return requireModule(module, fresh, { modules, evaluation: this.#evaluation, link }, importer)
    } catch (error) {
      if (!isLinked) for (const { unit } of fresh) modules.delete(unit.path)
      throw error
    }
  }

  resolveFrom(importer: Module, specifier: string, options?: NodeJS.RequireResolveOptions): string {
    const target = options?.paths ? undefined : this.#targets.ofRequire(importer, specifier)
    return target?.kind === 'source' ? target.path : requireAt(importer.unit).resolve(specifier, options)
  }

  get requireCache(): object {
    this.#requireCache ??= requireCache(this.modules, require.cache)
    return this.#requireCache
  }

  get main(): CommonJs | undefined {
    const entry = this.modules.get(this.entry)
    return entry?.kind === 'commonjs' ? entry.module : undefined
  }

  chainOf(path: string): readonly string[] {
    return this.discovery.chain(path)
  }

  namesOf({ unit }: CommonJsModule): readonly string[] {
    return commonJsNames(unit, this.discovery)
  }

  ran(module: EsModule | CommonJsModule): void {
    const name = packageName(dirname(module.unit.path))
    const exports = module.kind === 'module' ? module.namespace : module.module.exports
    if (name !== undefined) this.#ran?.({ package: name, exports })
  }

  resolveUrl(importer: EsModule, specifier: string): string {
    return this.#targets.urlOf(importer, specifier)
  }

  dependenciesOf(module: EsModule): readonly Dependency[] {
    return module.source.targets.map((target) => this.#dependency(target, module))
  }

  /** How many instances there are of the application's own files. */
  #size(): number {
    let size = 0
    for (const { source } of this.modules.values()) if (!source.isInstalled) size += 1
    return size
  }

  #dependency(target: Target, importer: EsModule): Dependency {
    if (target.kind === 'external')
      return target.url === 'node:module' ? new NodeModule(importer) : externalAt(target.url)
    const module = this.modules.get(target.path)
    if (!module) throw errors.internal(target.path, 'no instance')
    return module
  }

  async importPath(path: string, importer?: string): Promise<Namespace> {
    const known = this.modules.get(path)
    if (known?.evaluated === true && (known.kind !== 'commonjs' || known.imported)) return known.namespace
    const { module, done } = await this.#turns.take(async () => await this.#start(path, importer))
    await done
    return module.namespace
  }

  async #start(path: string, importer?: string): Promise<{ module: Module; done: Promise<void> }> {
    const fresh = this.modules.has(path) ? [] : instantiate(path, this, importer)
    try {
      const modules = fresh.filter((each) => each instanceof EsModule)
      await loadBuiltins(modules.flatMap(({ source }) => source.targets))
      const linking = linkModules(modules, this, this.#waiting)
      if (linking) await linking
    } catch (error) {
      for (const { unit } of fresh) this.modules.delete(unit.path)
      throw error
    }
    const module = this.modules.get(path)
    if (!module) throw errors.internal(path, 'no instance')
    if (module.kind === 'commonjs') {
      if (path === this.entry) module.module.parent = null
      importCommonJs(module)
    }
    const done = module.kind === 'module' ? (await evaluate(module, this.#evaluation)).done : Promise.resolve()
    return { module, done }
  }

  async #load(external: External): Promise<Namespace> {
    const namespace = await external.load()
    this.#waiting.completed(external)
    return namespace
  }
}
