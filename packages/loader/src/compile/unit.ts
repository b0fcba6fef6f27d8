import { pathToFileURL } from 'node:url'
import type { SourceFile } from '@hotseat/core'
import { isInstalled } from '../resolve/packages.ts'
import { registerScript } from '../stack/scripts.ts'
import { checkMetadata } from './decorators.ts'
import { checkExports } from './exports.ts'
import { formatOf, mayUseCommonJsNames } from './format.ts'
import { readHeader, type Header } from './header.ts'
import { checkJson } from './json.ts'
import { toJavaScript, toRunnerForm } from './oxc.ts'
import { Positions, type Compilation } from './positions.ts'
import { rejectedByCompiler, rejectedByV8 } from './rejected.ts'
import type { Settings } from './settings.ts'
import { awaitsAtTopLevel } from './top-level-await.ts'
import {
  anonymous,
  commonJsFunction,
  commonJsText,
  moduleFunction,
  moduleText,
  type CommonJsFunction,
  type ModuleFunction,
  type ModuleShape,
} from './wrapper.ts'

/** A file at one content, compiled with one set of settings: what generations make their instances from. */
export type Unit = ModuleUnit | CommonJsUnit | JsonUnit

interface UnitBase {
  readonly path: string
  /** The hash of the file's bytes. */
  readonly hash: string
  readonly settings: Settings
  readonly text: string
}

export interface ModuleUnit extends UnitBase, ModuleShape, Pick<Header, 'imports' | 'exports' | 'stars'> {
  readonly format: 'module'
  readonly url: string
  /** Specifiers of `import()` that are literals. */
  readonly lazyImports: readonly string[]
  /** It has `import.meta`. */
  readonly usesMeta: boolean
  /** It has `import()`. */
  readonly usesImport: boolean
  /** Its default export has no name of its own. */
  readonly anonymousDefault: boolean
  readonly run: ModuleFunction
}

export interface CommonJsUnit extends UnitBase {
  readonly format: 'commonjs'
  readonly lazyImports: readonly string[]
  readonly run: CommonJsFunction
}

export interface JsonUnit extends UnitBase {
  readonly format: 'json'
}

/** Who imports the file: the importer, its importer, …; asked only for an error. */
export type Chain = () => readonly string[]

/** @throws {HotseatError} that says what is wrong with the file, and where */
export function compile(path: string, file: SourceFile, settings: Settings, chain: Chain): Unit {
  const { text, hash } = file
  const base = { path, hash, settings, text }
  const format = formatOf(path, text, settings)
  if (format === 'json') {
    checkJson(path, text, chain)
    return { ...base, format }
  }

  if (format === 'commonjs' && isInstalled(path)) {
    return { ...base, format, lazyImports: [], run: commonJsFunction(commonJsText(text), path) }
  }

  const compilation: Compilation = { path, text, commonJs: format === 'commonjs', syntax: settings.syntax }
  const script = toJavaScript(path, text, { ...compilation, sourcemap: false })
  if (script.errors.length > 0) throw rejectedByCompiler(compilation, script.errors, settings, chain)
  checkMetadata(path, text, settings)
  const url = pathToFileURL(path).href
  const filename = `${url}?${hash.slice(0, 8)}`
  const positions = new Positions(compilation)
  const runner = toRunnerForm(path, script.code, false)
  const { lazyImports } = runner
  try {
    let unit: Unit
    if (format === 'commonjs') {
      // What is no module to the compiler (`with`, octal numbers) keeps Node's own `import()`.
      const code = runner.errors.length === 0 ? runner.code : script.code
      unit = { ...base, format, lazyImports, run: commonJsFunction(commonJsText(code), filename) }
    } else {
      const { imports, exports, stars, locals, body } = readHeader(path, runner.code)
      checkExports(path, text, exports, chain)
      const shape = { async: awaitsAtTopLevel(body), commonJsNames: mayUseCommonJsNames(path, text, settings) }
      const run = moduleFunction(moduleText({ imports, exports, stars, locals, body }, shape), filename)
      const usesMeta = body.includes('__vite_ssr_import_meta__')
      const usesImport = body.includes('__vite_ssr_dynamic_import__')
      const anonymousDefault = locals.includes(anonymous)
      unit = {
        ...base,
        ...shape,
        format,
        url,
        imports,
        exports,
        stars,
        lazyImports,
        usesMeta,
        usesImport,
        anonymousDefault,
        run,
      }
    }
    registerScript(filename, positions, unit)
    return unit
  } catch (cause) {
    throw cause instanceof SyntaxError ? rejectedByV8(positions, cause, settings, chain) : cause
  }
}
