import { dirname, join } from 'node:path'
import { parseTsconfig, type TsConfigResult } from 'get-tsconfig'
import type { SourceFiles } from '@hotseat/core'
import { errors } from '../errors.ts'
import type { Folders } from '../resolve/folders.ts'
import { isInstalled, nearestPackage, parseManifest, type Package } from '../resolve/packages.ts'
import { mapsAreWanted } from './map-readers.ts'
import type { Syntax } from './oxc.ts'

/** All that decides how the files of a folder are compiled and resolved, apart from their text. Equal ones are identical. */
export interface Settings {
  readonly syntax: Syntax
  readonly tsconfig: string | undefined
  /** The tsconfig maps names of modules to files: `paths` or `baseUrl`. */
  readonly mapsNames: boolean
  readonly package: Package | undefined
  /** What the file is compiled to carries its source map. */
  readonly carriesMap: boolean
}

type CompilerOptions = NonNullable<TsConfigResult['config']['compilerOptions']>

interface Parsed {
  /** The file and those it extends, with their hashes. */
  readonly files: ReadonlyMap<string, string>
  readonly options: CompilerOptions
}

/**
 * Finds the settings of a folder: its nearest tsconfig.json and package.json. What was parsed is kept while the files
 * it came from are unchanged.
 */
export class SettingsFinder {
  readonly #folders: Folders
  readonly #parsed = new Map<string, Parsed>()
  readonly #interned = new Map<string, Settings>()
  #byFolder = new Map<string, Settings>()
  /** By tsconfig and package. */
  #bySources = new Map<string, Settings>()
  #ofTsconfig = new Map<string, CompilerOptions>()
  #packages = new Map<string, Package | undefined>()
  /** The hashes of the files that they came from. */
  readonly #files = new Map<string, string>()
  #carriesMap = mapsAreWanted()
  /** The same, at the last {@link hold}. */
  #carriedMap = this.#carriesMap

  constructor(folders: Folders) {
    this.#folders = folders
  }

  /** Starts a load: everything is looked at again. */
  begin(): void {
    this.#byFolder = new Map()
    this.#bySources = new Map()
    this.#ofTsconfig = new Map()
    this.#packages = new Map()
    this.#carriesMap = mapsAreWanted()
  }

  /** Whether the files that settings came from are what they were. Where others may have come into being it tells nothing. */
  hold(files: SourceFiles): boolean {
    if (this.#carriedMap === this.#carriesMap && unchanged(this.#files, files)) return true
    this.#carriedMap = this.#carriesMap
    this.#files.clear()
    return false
  }

  /** @throws {HotseatError} `HOTSEAT_TSCONFIG_INVALID` */
  of(folder: string, source: SourceFiles): Settings {
    const known = this.#byFolder.get(folder)
    if (known) return known
    const files = this.#noting(source)
    const installed = isInstalled(folder)
    const tsconfig = installed ? undefined : this.#nearest(folder, 'tsconfig.json')
    const owner = installed ? nearestPackage(folder) : this.#package(folder, files)
    const together = `${tsconfig} ${owner?.folder}`
    const settings = this.#bySources.get(together) ?? this.#make(tsconfig, owner, files)
    this.#bySources.set(together, settings)
    this.#byFolder.set(folder, settings)
    return settings
  }

  #make(tsconfig: string | undefined, owner: Package | undefined, files: SourceFiles): Settings {
    const options = tsconfig === undefined ? undefined : this.#options(tsconfig, files)
    const syntax = options ? syntaxOf(options) : plainSyntax
    const mapsNames = options?.paths !== undefined || options?.baseUrl !== undefined
    const carriesMap = this.#carriesMap
    const key = JSON.stringify([tsconfig, syntax, options?.paths, options?.baseUrl, owner, carriesMap])
    const settings = this.#interned.get(key) ?? { syntax, tsconfig, mapsNames, package: owner, carriesMap }
    this.#interned.set(key, settings)
    return settings
  }

  #noting(files: SourceFiles): SourceFiles {
    const note = (path: string, hash: string): string => {
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

  #options(path: string, files: SourceFiles): CompilerOptions {
    const seen = this.#ofTsconfig.get(path)
    if (seen) return seen
    const before = this.#parsed.get(path)
    const parsed = before && unchanged(before.files, files) ? before : parse(path, files)
    this.#parsed.set(path, parsed)
    this.#ofTsconfig.set(path, parsed.options)
    return parsed.options
  }
}

function unchanged(hashes: ReadonlyMap<string, string>, files: SourceFiles): boolean {
  try {
    return [...hashes].every(([path, hash]) => files.hash(path) === hash)
  } catch {
    return false
  }
}

function parse(path: string, files: SourceFiles): Parsed {
  try {
    const reads = new Map<string, never>()
    const before = files.hash(path)
    const config = parseTsconfig(path, reads)
    const hashes = new Map([[path, before]])
    for (const key of reads.keys()) {
      // get-tsconfig's cache has an entry for each read: `readFileSync:/app/tsconfig.base.json:utf8`.
      const [, read] = /^readFileSync:(.+):utf8$/.exec(key) ?? []
      if (read !== undefined && read !== path) hashes.set(read, files.hash(read))
    }
    return { files: hashes, options: config.compilerOptions ?? {} }
  } catch (cause) {
    throw errors.tsconfig(path, cause)
  }
}

/** Without a tsconfig: ECMAScript's own meaning, and types that erase. */
const plainSyntax: Syntax = {
  legacyDecorators: false,
  decoratorMetadata: false,
  strictNullChecks: true,
  defineFields: true,
  keepUnusedImports: false,
  jsx: { runtime: 'automatic' },
}

function syntaxOf(options: CompilerOptions): Syntax {
  return {
    legacyDecorators: options.experimentalDecorators ?? false,
    decoratorMetadata: options.emitDecoratorMetadata ?? false,
    // Unset it is off up to TypeScript 5 and on from 6. Off, `Service | null` still names the service.
    strictNullChecks: options.strictNullChecks ?? false,
    defineFields: options.useDefineForClassFields ?? (options.target === undefined || isAtLeast2022(options.target)),
    keepUnusedImports: options.verbatimModuleSyntax ?? false,
    jsx: jsxOf(options),
  }
}

/** TypeScript's default for `useDefineForClassFields`: https://www.typescriptlang.org/tsconfig/#useDefineForClassFields */
function isAtLeast2022(target: string): boolean {
  const [, year] = /^es(\d{4})$/i.exec(target) ?? []
  return year === undefined ? target.toLowerCase() === 'esnext' : Number(year) >= 2022
}

function jsxOf(options: CompilerOptions): Syntax['jsx'] {
  if (options.jsx === 'react') {
    return {
      runtime: 'classic',
      ...(options.jsxFactory !== undefined && { pragma: options.jsxFactory }),
      ...(options.jsxFragmentFactory !== undefined && { pragmaFrag: options.jsxFragmentFactory }),
    }
  }
  return {
    runtime: 'automatic',
    development: options.jsx === 'react-jsxdev',
    ...(options.jsxImportSource !== undefined && { importSource: options.jsxImportSource }),
  }
}
