import { isBuiltin } from 'node:module'
import { basename, dirname, extname, isAbsolute, join, resolve, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { ResolverFactory, type NapiResolveOptions, type ResolveResult } from 'oxc-resolver'
import { metadataHelper } from '../compile/metadata.ts'
import type { Settings } from '../compile/settings.ts'
import type { Folders } from './folders.ts'
import { isInstalled, packageName } from './packages.ts'
import type { Target } from './target.ts'

/** A target, and the folders of which an added or removed entry may change it. */
export interface Resolution {
  readonly target: Target
  readonly folders: readonly string[]
}

export interface ResolverOptions {
  /** Further conditions for `exports` in package.json. */
  readonly conditions: readonly string[]
  /** Further packages that stay native although they are linked source. */
  readonly external: readonly string[]
}

/** The module that imports: where it is, and under what settings. */
export interface Importer {
  readonly path: string
  readonly settings: Settings
}

/** How the specifier is used: it decides over the `import` and `require` conditions of packages. */
export type Syntax = 'import' | 'require'

type Kind = 'source' | 'installed'

/** Written by TypeScript's users without extension, or with that of the output: the order is TypeScript's. */
export const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json']
const extensionAlias: Record<string, string[]> = {
  '.js': ['.ts', '.tsx', '.js', '.jsx'],
  '.jsx': ['.tsx', '.jsx'],
  '.mjs': ['.mts', '.mjs'],
  '.cjs': ['.cts', '.cjs'],
}
const sourceOptions: NapiResolveOptions = { extensions, extensionAlias }

/** As in Node itself, and as CommonJS allows it for the `main` of a package. */
const installedOptions: NapiResolveOptions = { extensions: ['.js', '.json', '.node'], nodePath: false }

/** Packages of Hotseat's own must be the running ones, whatever they are linked to. */
const ownPackages = /^(?:hotseat|@hotseat\/.+)$/

/** In place of the compiler's. */
const ownMetadataHelper = join(import.meta.dirname, `../runtime/decorate-metadata${extname(import.meta.filename)}`)

const helpers = /^@oxc-project\/runtime\//

/** Finds what a specifier stands for, as Node does for installed packages and as TypeScript does for source. */
export class Resolver {
  readonly #options: ResolverOptions
  readonly #folders: Folders
  readonly #factories = new Map<string, ResolverFactory>()
  /** What names of packages stand for: installed packages are not expected to change while the process runs. */
  readonly #installed = new Map<string, ResolveResult>()
  #fresh = false

  constructor(options: ResolverOptions, folders: Folders) {
    this.#options = options
    this.#folders = folders
  }

  /** Starts a load: what is on disk is looked at again. */
  begin(): void {
    this.#fresh = false
  }

  /**
   * @param perGeneration names of packages that each generation has for itself
   * @throws {Error} the reason, in the words of the resolver
   */
  resolve(specifier: string, importer: Importer, syntax: Syntax, perGeneration: ReadonlySet<string>): Resolution {
    if (specifier === metadataHelper) return external({ path: ownMetadataHelper })
    if (helpers.test(specifier))
      return external(succeeded(this.#findInstalled('import', import.meta.filename, specifier)))
    if (specifier.startsWith('node:') && !isBuiltin(specifier)) throw new Error(`Node has no module ${specifier}`)
    if (specifier.startsWith('data:')) return { target: { kind: 'external', url: specifier }, folders: [] }

    const asPath = pathOf(specifier, importer.path)
    if (asPath !== undefined) {
      const wanted = resolve(dirname(importer.path), asPath)
      const result = isInstalled(importer.path)
        ? succeeded(this.#findInstalled(syntax, importer.path, asPath))
        : (this.#findPlain(importer.path, wanted, asPath) ??
          succeeded(this.#find('source', syntax, importer.path, asPath)))
      return this.#classify(result, perGeneration, [dirname(wanted)])
    }
    return this.#classify(this.#bare(specifier, importer, syntax), perGeneration, [])
  }

  /**
   * What most imports are: a file that is written out but for its extension, with no link on the way. It can be told from
   * the listings of folders, many times faster than by the resolver.
   *
   * @param wanted what `specifier` means, as a path
   */
  #findPlain(importer: string, wanted: string, specifier: string): ResolveResult | undefined {
    const folder = dirname(wanted)
    if (/(?:^|[/.])$/.test(specifier) || isInstalled(wanted)) return undefined
    // The way to the importer has no links: of what is imported that is its real path.
    if (!this.#folders.leadsTo(commonFolder(dirname(importer), folder), folder)) return undefined
    const name = basename(wanted)
    const found = namesFor(name).find((each) => this.#folders.hasOwn(folder, each))
    return found === undefined ? undefined : { path: join(folder, found) }
  }

  /** A name: mapped by the tsconfig, built in, installed, or linked source. */
  #bare(specifier: string, importer: Importer, syntax: Syntax): ResolveResult {
    const { path, settings } = importer
    if (isInstalled(path)) return succeeded(this.#findInstalled(syntax, path, specifier))
    if (settings.mapsNames && settings.tsconfig !== undefined) {
      const mapped = this.#find('source', syntax, path, specifier, settings.tsconfig)
      if (mapped.path !== undefined && !isInstalled(mapped.path)) return mapped
    }
    const installed = this.#findInstalled(syntax, path, specifier)
    if (installed.error === undefined || installed.builtin) return installed
    const linked = this.#find('source', syntax, path, specifier)
    return linked.path !== undefined && !isInstalled(linked.path) ? linked : succeeded(installed)
  }

  #findInstalled(syntax: Syntax, importer: string, specifier: string): ResolveResult {
    const key = `${syntax} ${dirname(importer)} ${specifier}`
    const known = this.#installed.get(key)
    if (known) return known
    const found = this.#find('installed', syntax, importer, specifier)
    if (found.builtin || (found.path !== undefined && isInstalled(found.path))) this.#installed.set(key, found)
    return found
  }

  #find(kind: Kind, syntax: Syntax, importer: string, specifier: string, tsconfig?: string): ResolveResult {
    if (!this.#fresh) for (const factory of this.#factories.values()) factory.clearCache()
    this.#fresh = true
    return this.#factory(kind, syntax, tsconfig).sync(dirname(importer), specifier)
  }

  #classify(result: ResolveResult, perGeneration: ReadonlySet<string>, folders: readonly string[]): Resolution {
    const { path } = result
    if (path === undefined || extname(path) === '.node') return external(result)
    const folder = dirname(path)
    if (isInstalled(path)) {
      const isOwn = perGeneration.size > 0 && perGeneration.has(packageName(folder) ?? '')
      return isOwn ? { target: { kind: 'source', path }, folders: [] } : external(result)
    }
    if (this.#isExternal(packageName(folder))) return external(result)
    return { target: { kind: 'source', path }, folders: [...folders, folder] }
  }

  #isExternal(name: string | undefined): boolean {
    return name !== undefined && (ownPackages.test(name) || this.#options.external.includes(name))
  }

  #factory(kind: Kind, syntax: Syntax, tsconfig?: string): ResolverFactory {
    const key = `${kind} ${syntax} ${tsconfig}`
    const known = this.#factories.get(key)
    if (known) return known
    const factory = new ResolverFactory({
      ...(kind === 'source' ? sourceOptions : installedOptions),
      ...(tsconfig !== undefined && { tsconfig: { configFile: tsconfig } }),
      conditionNames: [...this.#options.conditions, 'node', syntax, 'module-sync', 'node-addons'],
      builtinModules: true,
    })
    this.#factories.set(key, factory)
    return factory
  }
}

/** A relative or absolute specifier as the path that it means; undefined for a name. */
export function pathOf(specifier: string, importer: string): string | undefined {
  if (specifier.startsWith('file:')) return fileURLToPath(specifier)
  if (!/^\.{0,2}\/|^\.{1,2}$/.test(specifier) && !isAbsolute(specifier)) return undefined
  // A specifier is a URL: what is escaped in it means a character, and a query is no part of the file's name.
  return /[%?#]/.test(specifier)
    ? fileURLToPath(new URL(specifier, pathToFileURL(importer)).href.replace(/[?#].*/, ''))
    : specifier
}

/** The names of files that a name may mean, in their order. */
function namesFor(name: string): readonly string[] {
  const extension = extname(name)
  const stem = name.slice(0, name.length - extension.length)
  const others = extensionAlias[extension]
  if (others) return others.map((each) => stem + each)
  return extensions.includes(extension) ? [name] : [name, ...extensions.map((each) => name + each)]
}

/** The nearest folder that holds both, or is one of them. */
function commonFolder(folder: string, other: string): string {
  const isHolder = other === folder || other.startsWith(folder.endsWith(sep) ? folder : folder + sep)
  return isHolder || dirname(folder) === folder ? folder : commonFolder(dirname(folder), other)
}

function succeeded(result: ResolveResult): ResolveResult {
  if (result.error !== undefined && !result.builtin) throw new Error(result.error)
  return result
}

function external(result: ResolveResult): Resolution {
  const url = result.builtin?.resolved ?? pathToFileURL(result.path ?? '').href
  return { target: { kind: 'external', url }, folders: [] }
}
