import { dirname, join } from 'node:path'
import type { SourceFiles } from '@hotseat/core'
import type { Folders } from '../resolve/folders.ts'
import { isInstalled, nearestPackage, parseManifest, type Package } from '../resolve/packages.ts'
import { mapsAreWanted } from './map-readers.ts'
import { moduleKindOf, plainKind, type ModuleKind } from './module-kind.ts'
import type { Syntax } from './oxc.ts'
import { plainSyntax, syntaxOf } from './syntax-of.ts'
import { readTsconfig, type Tsconfig } from './tsconfig.ts'

/** All that decides how the files of a folder are compiled and resolved, apart from their text. Equal ones are identical. */
export interface Settings {
  readonly syntax: Syntax
  readonly modules: ModuleKind
  readonly tsconfig: string | undefined
  /** The tsconfig maps names of modules to files: `paths` or `baseUrl`. */
  readonly mapsNames: boolean
  readonly package: Package | undefined
  /** What the file is compiled to carries its source map. */
  readonly carriesMap: boolean
}

/**
 * Finds the settings of a file: by its folder's nearest package.json and tsconfig.json, or the project that the latter
 * refers to and that includes the file. What was read is kept while the files it came from are unchanged.
 */
export class SettingsFinder {
  readonly #folders: Folders
  readonly #read = new Map<string, Tsconfig>()
  readonly #interned = new Map<string, Settings>()
  #byFolder = new Map<string, Settings>()
  /** By tsconfig and package. */
  #bySources = new Map<string, Settings>()
  #tsconfigs = new Map<string, Tsconfig>()
  #packages = new Map<string, Package | undefined>()
  /** The hashes of the files that they came from. */
  readonly #files = new Map<string, string>()
  #carriesMap = mapsAreWanted()
  /** The same, at the last {@link holdSince}. */
  #carriedMap = this.#carriesMap
  #load = 0
  /** The load in which one of them was last seen to differ. */
  #changed = 0

  constructor(folders: Folders) {
    this.#folders = folders
  }

  /** Starts a load, by its number: everything is looked at again. */
  begin(load: number): void {
    this.#load = load
    this.#byFolder = new Map()
    this.#bySources = new Map()
    this.#tsconfigs = new Map()
    this.#packages = new Map()
    this.#carriesMap = mapsAreWanted()
  }

  /**
   * Whether the files that settings came from are what they were in a load, be it that a later one failed. Where others
   * may have come into being it tells nothing.
   */
  holdSince(load: number, files: SourceFiles): boolean {
    if (this.#carriedMap !== this.#carriesMap || !unchanged(this.#files, files)) {
      this.#carriedMap = this.#carriesMap
      this.#files.clear()
      this.#changed = this.#load
    }
    return this.#changed <= load
  }

  /** @throws {HotseatError} `HOTSEAT_TSCONFIG_INVALID` */
  of(path: string, source: SourceFiles): Settings {
    const folder = dirname(path)
    const known = this.#byFolder.get(folder)
    if (known) return known
    const files = this.#noting(source)
    const installed = isInstalled(folder)
    const nearest = installed ? undefined : this.#nearest(folder, 'tsconfig.json')
    const found = nearest === undefined ? undefined : this.#tsconfig(nearest, files)
    const tsconfig = found && found.references.length > 0 ? this.#projectOf(path, found, files) : found
    const owner = installed ? nearestPackage(folder) : this.#package(folder, files)
    const together = `${tsconfig?.path} ${owner?.folder}`
    const settings = this.#bySources.get(together) ?? this.#make(tsconfig, owner)
    this.#bySources.set(together, settings)
    // Files of one folder may belong to several of the projects that are referred to.
    if (!found || found.references.length === 0) this.#byFolder.set(folder, settings)
    return settings
  }

  /** As editors do: the project itself if the file is one of it, else the first that it refers to, however far. */
  #projectOf(path: string, root: Tsconfig, files: SourceFiles): Tsconfig {
    if (root.includes(path)) return root
    const queue = [root]
    const seen = new Set([root.path])
    for (const { references } of queue) {
      for (const reference of references) {
        if (seen.has(reference)) continue
        seen.add(reference)
        const tsconfig = this.#tsconfig(reference, files)
        if (tsconfig.includes(path)) return tsconfig
        queue.push(tsconfig)
      }
    }
    return root
  }

  #make(tsconfig: Tsconfig | undefined, owner: Package | undefined): Settings {
    const syntax = tsconfig ? syntaxOf(tsconfig) : plainSyntax
    const modules = tsconfig ? moduleKindOf(tsconfig) : plainKind
    const { paths, baseUrl } = tsconfig?.options ?? {}
    const mapsNames = paths !== undefined || baseUrl !== undefined
    const carriesMap = this.#carriesMap
    const key = JSON.stringify([tsconfig?.path, syntax, modules, paths, baseUrl, owner, carriesMap])
    const made = { syntax, modules, tsconfig: tsconfig?.path, mapsNames, package: owner, carriesMap }
    const settings = this.#interned.get(key) ?? made
    this.#interned.set(key, settings)
    return settings
  }

  #noting(files: SourceFiles): SourceFiles {
    const note = (path: string, hash: string): string => {
      if ((this.#files.get(path) ?? hash) !== hash) this.#changed = this.#load
      this.#files.set(path, hash)
      return hash
    }
    return {
      hash: (path) => note(path, files.hash(path)),
      read(path) {
        const file = files.read(path)
        note(path, file.hash)
        return file
      },
    }
  }

  #nearest(folder: string, name: string): string | undefined {
    if (this.#folders.has(folder, name)) return join(folder, name)
    const parent = dirname(folder)
    return parent === folder ? undefined : this.#nearest(parent, name)
  }

  #package(folder: string, files: SourceFiles): Package | undefined {
    const known = this.#packages.get(folder)
    if (known || this.#packages.has(folder)) return known
    const parent = dirname(folder)
    const found = this.#folders.has(folder, 'package.json')
      ? parseManifest(folder, files.read(join(folder, 'package.json')).text)
      : parent === folder
        ? undefined
        : this.#package(parent, files)
    this.#packages.set(folder, found)
    return found
  }

  #tsconfig(path: string, files: SourceFiles): Tsconfig {
    const seen = this.#tsconfigs.get(path)
    if (seen) return seen
    const before = this.#read.get(path)
    const tsconfig = before && unchanged(before.files, files) ? before : readTsconfig(path, files)
    this.#read.set(path, tsconfig)
    this.#tsconfigs.set(path, tsconfig)
    return tsconfig
  }
}

function unchanged(hashes: ReadonlyMap<string, string>, files: SourceFiles): boolean {
  try {
    return [...hashes].every(([path, hash]) => files.hash(path) === hash)
  } catch {
    return false
  }
}
