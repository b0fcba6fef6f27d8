import { dirname, join } from 'node:path'
import type { LoadContext, SourceFiles } from '@hotseat/core'
import type { SettingsFinder } from '../compile/settings.ts'
import type { Unit } from '../compile/unit.ts'
import type { Units } from '../compile/units.ts'
import type { Folders } from '../resolve/folders.ts'
import { isInstalled } from '../resolve/packages.ts'
import type { Resolution, Resolver, Syntax } from '../resolve/resolver.ts'
import type { Target } from '../resolve/target.ts'
import { unresolved } from '../resolve/unresolved.ts'
import { importersOf } from './importers.ts'
import { LoadedByPackages } from './loaded-by-packages.ts'
import { requiresIn } from './requires.ts'
import { sameShape, sameTarget, sameTargets } from './same-source.ts'
import { syntaxOf, targetsBySpecifier, type Source } from './source.ts'

/** What the loads of a loader share: the way to source files, and what is known of them. */
export interface Workspace {
  readonly units: Units
  readonly settings: SettingsFinder
  readonly folders: Folders
  readonly resolver: Resolver
}

/** Finds the source files of one graph. What it found once stays as it was: the graph is pinned to it. */
export class Discovery {
  readonly generation: number
  #sources = new Map<string, Source>()
  /** Why a file that is only imported lazily cannot be used; to be thrown when it is. */
  readonly #failures = new Map<string, unknown>()
  #importers = new Map<string, string>()
  #allImporters: ReadonlyMap<string, readonly string[]> | undefined
  readonly #workspace: Workspace
  readonly #files: SourceFiles
  readonly perGeneration: ReadonlySet<string>
  readonly byPackages: LoadedByPackages
  /** Until this one is found: each would keep the one before it in memory, back to the first. */
  #before: Discovery | undefined
  readonly #sourcesBefore: ReadonlyMap<string, Source>
  readonly #stamp: LoadContext['stamp']
  readonly #earlier: LoadContext['earlier']
  /** If nearly all was taken over from the discovery before: the sources that were not. */
  replaced: ReadonlyMap<string, Source> | undefined
  #load = 0
  /** The first load of this discovery, the entry and how many sources it came to. */
  #found: { readonly load: number; readonly entry: string; readonly size: number } | undefined

  /** @param before an earlier one */
  constructor(
    workspace: Workspace,
    { files, stamp, earlier, generation }: Pick<LoadContext, 'files' | 'stamp' | 'earlier' | 'generation'>,
    perGeneration: ReadonlySet<string>,
    before: Discovery | undefined,
  ) {
    this.#workspace = workspace
    this.#files = files
    this.#stamp = stamp
    this.#earlier = earlier
    this.generation = generation
    this.perGeneration = perGeneration
    this.byPackages = new LoadedByPackages(workspace.folders, before?.byPackages)
    this.#before = before
    this.#sourcesBefore = before?.sources ?? new Map<string, Source>()
    this.begin()
  }

  /** Everything not found yet is looked for anew. */
  begin(): void {
    const { folders, resolver, settings } = this.#workspace
    this.#load = folders.begin(this.#stamp)
    resolver.begin()
    settings.begin(this.#load)
  }

  /**
   * Finds the entry, all that it imports and all that these may import lazily.
   * @throws {HotseatError} for the first file that cannot be used
   */
  findAll(entry: string): void {
    if (!this.#takeOver(entry)) {
      this.find(entry)
      this.findLazy()
    }
    this.#before = undefined
    this.#found = { load: this.#load, entry, size: this.sources.size }
  }

  /**
   * Finds a file and all that it imports, breadth first.
   * @throws {HotseatError} for the first file that cannot be used
   */
  find(path: string): void {
    this.#walk(path, (_, error) => {
      throw error
    })
  }

  /** Finds what may be imported lazily, or by packages: it is pinned too, and may be faulty until it is used. */
  findLazy(): void {
    const fail = (path: string, error: unknown): void => void this.#failures.set(path, error)
    for (const path of this.byPackages.paths) this.#walk(path, fail)
    for (const { unit, lazyTargets, requires, required } of this.sources.values()) {
      if (lazyTargets.size === 0 && requires.size === 0 && required.size === 0) continue
      const resolutions = [...requires.values(), ...required.values()]
      for (const target of [...lazyTargets.values(), ...resolutions.map((each) => each.target)]) {
        if (target.kind !== 'source' || this.sources.has(target.path) || this.#failures.has(target.path)) continue
        this.#importers.set(target.path, unit.path)
        this.#walk(target.path, fail)
      }
    }
  }

  /** By path. */
  get sources(): Map<string, Source> {
    return this.#sources
  }

  /** Who imports a source, other than lazily; what CommonJS modules require is not among it. By path. */
  get importers(): ReadonlyMap<string, readonly string[]> {
    this.#allImporters ??= importersOf(this.sources)
    return this.#allImporters
  }

  /**
   * The source at a path, found now if it was not.
   * @throws {HotseatError} why it cannot be used
   */
  source(path: string, importer?: string): Source {
    const known = this.sources.get(path)
    if (known) return known
    if (this.#failures.has(path)) throw this.#failures.get(path)
    if (importer !== undefined) this.#importers.set(path, importer)
    const source = this.#source(path)
    this.sources.set(path, source)
    return source
  }

  /** @throws {HotseatError} `HOTSEAT_LOADER_UNRESOLVED` */
  resolve(specifier: string, importer: Unit, syntax: Syntax): Resolution {
    const { folders, resolver } = this.#workspace
    try {
      const resolution = resolver.resolve(specifier, importer, syntax, this.perGeneration)
      // Looked at now, to be compared with later.
      for (const folder of resolution.folders) folders.changedSince(folder, this.#load)
      return resolution
    } catch (cause) {
      throw unresolved(specifier, importer, this.chain(importer.path), cause)
    }
  }

  /** A file, and who imports it up to the entry. */
  chain(path: string): readonly string[] {
    const chain: string[] = []
    for (let next = this.#importers.get(path); next !== undefined && !chain.includes(next);) {
      chain.push(next)
      next = this.#importers.get(next)
    }
    return chain
  }

  #walk(root: string, fail: (path: string, error: unknown) => void): void {
    const queue = [root]
    for (const path of queue) {
      if (this.sources.has(path)) continue
      try {
        for (const target of this.source(path).targets) {
          if (target.kind !== 'source' || this.sources.has(target.path)) continue
          if (!this.#importers.has(target.path)) this.#importers.set(target.path, path)
          queue.push(target.path)
        }
      } catch (error) {
        fail(path, error)
      }
    }
  }

  /**
   * Takes over what the earlier load found, but for what has changed, if the graph has kept its shape: a walk over all
   * of it would be most of a reload. False: nothing is known.
   */
  #takeOver(entry: string): boolean {
    const before = this.#before
    if (!before) return false
    const found = before.#found
    if (found?.entry !== entry || found.size !== before.sources.size || before.#failures.size > 0) return false
    const { folders, settings } = this.#workspace
    const replaced = new Map<string, Source>()
    try {
      const changed = folders.allChangedSince(found.load)
      if (!settings.holdSince(found.load, this.#files)) return false
      const isElsewhere = (path: string, source: Source): boolean =>
        changed.isDisjointFrom(source.folders) && settings.of(path, this.#files) === source.unit.settings
      // Where no folder has changed, only files of which something was reported can be others.
      const earlier = changed.size === 0 ? this.#earlier?.(before.generation) : undefined
      for (const path of earlier?.doubted ?? before.sources.keys()) {
        const source = before.sources.get(path)
        if (!source) continue
        const isSame = source.isInstalled || this.#files.hash(path) === source.unit.hash
        if (isSame && (changed.size === 0 || isElsewhere(path, source))) continue
        const now = this.#source(path)
        if (!sameShape(source, now)) return false
        replaced.set(path, now)
      }
      earlier?.takeOver()
    } catch {
      // It comes up again, and is reported, in the walk.
      return false
    }
    // A copy of a whole map is many times as fast as its entries one by one.
    this.#sources = new Map(before.sources)
    for (const [path, source] of replaced) this.sources.set(path, source)
    this.replaced = replaced
    this.#importers = before.#importers
    this.#allImporters = before.#allImporters
    return true
  }

  #source(path: string): Source {
    const { units, settings, folders } = this.#workspace
    const unit = units.get(path, settings.of(path, this.#files), this.#files, () => this.chain(path))
    const before = this.#sourcesBefore.get(path)
    if (!before || before.unit.settings !== unit.settings) return this.#resolveAll(unit)
    const holds = (folder: string): boolean => !folders.changedSince(folder, before.checked)
    const same =
      [...before.folders].every(holds) && [...before.required.values()].every((each) => each.folders.every(holds))
    if (before.unit !== unit) return same ? this.#resolveAll(unit, before) : this.#resolveAll(unit)
    const found = same ? before : this.#resolveAll(unit)
    if (!sameTargets(before, found) || !this.#requiresTheSame(before, found)) return found
    before.checked = this.#load
    return before
  }

  /** What it required without a literal is looked up once more. */
  #requiresTheSame(before: Source, found: Source): boolean {
    return [...before.required].every(([specifier, { target }]) => {
      if (before === found || found.requires.has(specifier)) return true
      try {
        return sameTarget(target, this.resolve(specifier, before.unit, 'require').target)
      } catch {
        return false
      }
    })
  }

  /** @param before what the file's imports stood for before it was changed, where that still holds */
  #resolveAll(unit: Unit, before?: Source): Source {
    const known = before ? targetsBySpecifier(before) : undefined
    const folders = new Set(before?.folders)
    const lazyTargets = new Map<string, Target>()
    const requires = new Map<string, Resolution>()
    const targets: Target[] = []
    const resolved = (specifier: string, syntax: Syntax): Resolution => {
      const resolution = this.resolve(specifier, unit, syntax)
      for (const folder of resolution.folders) folders.add(folder)
      return resolution
    }
    const find = (specifier: string, syntax: Syntax): Target =>
      known?.get(`${syntax} ${specifier}`) ?? resolved(specifier, syntax).target
    // It is looked for again, and reported, when the `import()` or `require()` runs; or is there when it is next loaded.
    const maybe = (specifier: string, look: () => void): void => {
      try {
        look()
      } catch {
        if (specifier.startsWith('.')) folders.add(dirname(join(dirname(unit.path), specifier)))
      }
    }
    const syntax = syntaxOf(unit)
    for (const { specifier } of unit.format === 'json' ? [] : unit.imports)
      targets.push(find(specifier, syntax.imports))
    for (const specifier of unit.format === 'json' ? [] : unit.lazyImports) {
      maybe(specifier, () => lazyTargets.set(specifier, find(specifier, syntax.lazily)))
    }
    for (const specifier of requiresIn(unit)) {
      const required = before?.requires.get(specifier)
      maybe(specifier, () => requires.set(specifier, required ?? resolved(specifier, 'require')))
    }
    // An installed file is a source only because its package is one of these.
    const installed = isInstalled(unit.path)
    const perGeneration = installed || this.perGeneration.has(unit.settings.package?.name ?? '')
    return {
      unit,
      targets,
      lazyTargets,
      requires,
      required: new Map(),
      folders,
      checked: this.#load,
      perGeneration,
      isInstalled: installed,
    }
  }
}
