import { pathToFileURL } from 'node:url'
import type { ModuleGraph, ModuleGraphStats } from '@hotseat/core'
import type { Unit } from '../compile/unit.ts'
import { errors } from '../errors.ts'
import type { Target } from '../resolve/target.ts'
import { nativeRequire, runCommonJs } from './commonjs.ts'
import type { Discovery } from './discover.ts'
import { evaluate, type Evaluation } from './evaluate.ts'
import { externalAt, type External } from './external.ts'
import { instantiate } from './instantiate.ts'
import { link, type LinkHost } from './link.ts'
import { EsModule, type Dependency, type Holder, type Module } from './module.ts'
import type { Namespace } from './namespace.ts'
import { whileLoading } from './requester.ts'
import type { Source } from './source.ts'
import { Waiting } from './waiting.ts'

/** The module instances of one generation. */
export class Graph implements ModuleGraph, Holder, LinkHost {
  readonly generation: number
  readonly entry: string
  /** By path. */
  readonly modules: Map<string, Module>
  readonly discovery: Discovery
  readonly #onRelease: (graph: Graph) => void
  readonly #waiting = new Waiting()
  readonly #evaluation: Evaluation
  /** Targets that were not known beforehand, by importer and specifier. */
  readonly #found = new Map<string, Target>()
  #exports: Namespace = {}
  #stats: ModuleGraphStats = { carried: 0, instantiated: 0 }
  #state: 'loading' | 'loaded' | 'released' = 'loading'
  /** Resolves when no modules of this graph are being linked or walked. */
  #idle: Promise<void> = Promise.resolve()

  /** @param carried instances of an earlier graph, by path */
  constructor(
    generation: number,
    entry: string,
    discovery: Discovery,
    carried: Map<string, Module>,
    onRelease: (graph: Graph) => void,
  ) {
    this.generation = generation
    this.entry = entry
    this.discovery = discovery
    this.modules = carried
    this.#onRelease = onRelease
    for (const module of carried.values()) module.holders = [...module.holders, this]
    this.#evaluation = {
      load: async (external) => await this.#load(external),
      run: (module) => {
        runCommonJs(module)
        this.#waiting.completed(module)
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

  get loaded(): boolean {
    return this.#state === 'loaded'
  }

  /** Evaluates the entry. Called once. */
  async load(): Promise<void> {
    const carried = this.#size()
    const exports = await whileLoading(this, async () => await this.#importPath(this.entry))
    if (this.#state === 'released') return
    this.#exports = exports
    this.#stats = { carried, instantiated: this.#size() - carried }
    this.#state = 'loaded'
  }

  async import(specifier: string): Promise<Namespace> {
    const entry = this.modules.get(this.entry)
    if (!entry) throw errors.released(specifier, this.entry)
    return await this.importFrom(entry, specifier)
  }

  release(): void {
    if (this.#state === 'released') return
    this.#state = 'released'
    for (const module of this.modules.values()) module.holders = module.holders.filter((holder) => holder !== this)
    this.modules.clear()
    this.discovery.sources.clear()
    this.#waiting.clear()
    this.#found.clear()
    this.#exports = {}
    this.#onRelease(this)
  }

  async importFrom(importer: Module, specifier: string): Promise<Namespace> {
    const target = pinnedTarget(importer.source, specifier) ?? this.#findNow(importer.unit, specifier)
    if (target.kind === 'source') return await this.#importPath(target.path, importer.unit.path)
    const external = externalAt(target.url)
    return external.namespace ?? (await this.#load(external))
  }

  requireFrom(importer: Module, specifier: string): unknown {
    const target = this.#required(importer, specifier)
    const { path } = importer.unit
    if (target?.kind !== 'source') return nativeRequire(importer.unit, target?.url ?? specifier)
    if (!this.modules.has(target.path)) instantiate(target.path, this, path)
    const module = this.modules.get(target.path)
    if (module?.kind === 'json') return module.value
    if (module?.kind === 'commonjs') {
      this.#evaluation.run(module)
      return module.module.exports
    }
    if (module?.evaluated === true) return module.namespace
    throw errors.requireOfModule(specifier, path)
  }

  /** What is not found is left to Node, whose error code applications know. */
  #required({ source, unit }: Module, specifier: string): Target | undefined {
    const known = source.required.get(specifier)
    if (known) return known.target
    try {
      const resolution = this.discovery.resolve(specifier, unit, 'require')
      source.required.set(specifier, resolution)
      return resolution.target
    } catch {
      return undefined
    }
  }

  resolveUrl(importer: EsModule, specifier: string): string {
    const target = this.discovery.resolve(specifier, importer.unit, 'import').target
    return target.kind === 'external' ? target.url : pathToFileURL(target.path).href
  }

  dependenciesOf(module: EsModule): readonly Dependency[] {
    return module.source.targets.map((target) => this.#dependency(target))
  }

  /** How many instances there are of the application's own files. */
  #size(): number {
    let size = 0
    for (const { source } of this.modules.values()) if (!source.isInstalled) size += 1
    return size
  }

  #dependency(target: Target): Dependency {
    if (target.kind === 'external') return externalAt(target.url)
    const module = this.modules.get(target.path)
    if (!module) throw errors.internal(target.path, 'no instance')
    return module
  }

  /** What a specifier that was not known beforehand stands for: looked up on disk, and from then on the same. */
  #findNow(importer: Unit, specifier: string): Target {
    const { discovery } = this
    const key = `${importer.path} ${specifier}`
    const known = this.#found.get(key)
    if (known) return known
    discovery.begin()
    const { target } = discovery.resolve(specifier, importer, 'import')
    if (target.kind === 'source' && !this.modules.has(target.path)) {
      discovery.find(target.path)
      discovery.findLazy()
    }
    this.#found.set(key, target)
    return target
  }

  async #importPath(path: string, importer?: string): Promise<Namespace> {
    const known = this.modules.get(path)
    if (known?.evaluated === true) return known.namespace
    const { module, done } = await this.#alone(async () => await this.#start(path, importer))
    await done
    return module.namespace
  }

  async #start(path: string, importer?: string): Promise<{ module: Module; done: Promise<void> }> {
    const fresh = this.modules.has(path) ? [] : instantiate(path, this, importer)
    try {
      const modules = fresh.filter((each) => each instanceof EsModule)
      await this.#loadBuiltins(modules)
      const linking = link(modules, this, this.#waiting)
      if (linking) await linking
    } catch (error) {
      for (const { unit } of fresh) this.modules.delete(unit.path)
      throw error
    }
    const module = this.modules.get(path)
    if (!module) throw errors.internal(path, 'no instance')
    if (module.kind === 'commonjs') this.#evaluation.run(module)
    const done = module.kind === 'module' ? (await evaluate(module, this.#evaluation)).done : Promise.resolve()
    return { module, done }
  }

  /** Builtins do nothing when they load: so they need not wait for their turn. */
  async #loadBuiltins(modules: readonly EsModule[]): Promise<void> {
    const builtins = new Set<External>()
    for (const { source } of modules) {
      for (const target of source.targets) {
        if (target.kind === 'external' && target.url.startsWith('node:')) builtins.add(externalAt(target.url))
      }
    }
    await Promise.all([...builtins].filter(({ complete }) => !complete).map(async (each) => await each.load()))
  }

  async #load(external: External): Promise<Namespace> {
    const namespace = await external.load()
    this.#waiting.completed(external)
    return namespace
  }

  /** Runs `work` when what was begun before is done. */
  async #alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const before = this.#idle
    const turn = Promise.withResolvers<void>()
    this.#idle = turn.promise
    await before
    try {
      return await work()
    } finally {
      turn.resolve()
    }
  }
}

/** What a specifier stands for as a literal of this source, imported lazily or not. */
function pinnedTarget({ unit, targets, lazyTargets }: Source, specifier: string): Target | undefined {
  if (unit.format !== 'module') return lazyTargets.get(specifier)
  return lazyTargets.get(specifier) ?? targets[unit.imports.findIndex((each) => each.specifier === specifier)]
}
