import { isInstalled } from '../resolve/packages.ts'
import { checkLegacy, checkMetadata } from './decorators.ts'
import { withExportLast } from './export-assignment.ts'
import { checkExports } from './exports.ts'
import { readHeader, type Header } from './header.ts'
import { withoutBoth } from './imports.ts'
import { toJavaScript } from './javascript.ts'
import type { ModuleKind } from './module-kind.ts'
import { toRunnerForm } from './oxc.ts'
import { sourceMapComment, type Compilation } from './positions.ts'
import { rejectedByCompiler } from './rejected.ts'
import type { Settings } from './settings.ts'
import { mayUseCommonJsNames } from './format.ts'
import { awaitsAtTopLevel } from './top-level-await.ts'
import { toCommonJs, type CompiledToCommonJs } from './to-commonjs.ts'
import { anonymous, commonJsText, compiledText, installedText, moduleText, type ModuleShape } from './wrapper.ts'

/** What follows from a file's text and settings alone: plain data, kept on disk too. */
export type Translation = ModuleTranslation | CommonJsTranslation

export interface ModuleTranslation extends ModuleShape, Pick<Header, 'imports' | 'exports' | 'stars'> {
  readonly format: 'module'
  /** Specifiers of `import()` that are literals. */
  readonly lazyImports: readonly string[]
  /** It has `import.meta`. */
  readonly usesMeta: boolean
  /** It has `import()`. */
  readonly usesImport: boolean
  /** Its default export has no name of its own. */
  readonly anonymousDefault: boolean
}

export interface CommonJsTranslation extends Pick<Header, 'imports' | 'exports' | 'stars'> {
  readonly format: 'commonjs'
  readonly lazyImports: readonly string[]
  /** It was compiled from an ES module; else it has no imports and exports that are known beforehand. */
  readonly compiled: boolean
  /** What `import()` is in it. */
  readonly lazily: ModuleKind['lazily']
  /** Its default export has no name of its own. */
  readonly anonymousDefault: boolean
}

export interface Translated {
  readonly translation: Translation
  /** Of the function that the file becomes. */
  readonly text: string
}

/** Who imports the file: the importer, its importer, …; asked only for an error. */
export type Chain = () => readonly string[]

/**
 * @returns what there is to know of the file, and the text of the function that it becomes
 * @throws {HotseatError} that says what is wrong with the file, and where
 */
export function translate(compilation: Compilation, settings: Settings, chain: Chain): Translated {
  const { path, text, format } = compilation
  if (format === 'commonjs' && isInstalled(path)) return asWritten([], installedText(text))
  const source = format === 'to-commonjs' ? withExportLast(path, text) : text
  const script = toJavaScript(path, source, {
    commonJs: format === 'commonjs',
    syntax: settings.syntax,
    sourcemap: false,
  })
  if (script.errors.length > 0) throw rejectedByCompiler(compilation, script.errors, chain)
  checkMetadata(path, text, settings)
  checkLegacy(path, text, settings, chain)
  const comment = (as: Compilation['format']): string =>
    settings.carriesMap ? sourceMapComment({ ...compilation, format: as }) : ''
  if (format === 'commonjs') {
    const runner = toRunnerForm(path, script.code, false)
    // What is no module to the compiler (`with`, octal numbers) keeps Node's own `import()`.
    const code = runner.errors.length === 0 ? runner.code : script.code
    return asWritten(runner.lazyImports, commonJsText(code) + comment(format))
  }
  const code = withoutBoth(path, script.code)
  if (format === 'to-commonjs') {
    const compiled = toCommonJs(path, text, code, settings.modules)
    // What CommonJS cannot have makes it an ES module.
    if (!/__vite_ssr_import_meta__/.test(compiled.body) && !awaitsAtTopLevel(compiled.body)) {
      checkExports(path, text, compiled.header.exports, chain)
      return compiledTranslation(compiled, settings.modules, comment(format))
    }
  }
  const runner = toRunnerForm(path, code, false)
  const header = readHeader(path, runner.code)
  checkExports(path, text, header.exports, chain)
  const { imports, exports, stars, locals, body } = header
  const shape = { async: awaitsAtTopLevel(body), commonJsNames: mayUseCommonJsNames(path, text, settings) }
  return {
    translation: {
      ...shape,
      format: 'module',
      imports,
      exports,
      stars,
      lazyImports: runner.lazyImports,
      usesMeta: body.includes('__vite_ssr_import_meta__'),
      usesImport: body.includes('__vite_ssr_dynamic_import__'),
      anonymousDefault: locals.includes(anonymous),
    },
    text: moduleText(header, shape) + comment('module'),
  }
}

/** Of CommonJS that is run as it stands. */
function asWritten(lazyImports: readonly string[], text: string): Translated {
  const nothing = { imports: [], exports: [], stars: [], anonymousDefault: false }
  return { translation: { ...nothing, format: 'commonjs', lazyImports, compiled: false, lazily: 'import' }, text }
}

function compiledTranslation(compiled: CompiledToCommonJs, { lazily }: ModuleKind, comment: string): Translated {
  const { header, lazyImports, body, prologue } = compiled
  const { imports, exports, stars, locals } = header
  const anonymousDefault = locals.includes(anonymous)
  return {
    translation: { format: 'commonjs', compiled: true, imports, exports, stars, lazyImports, lazily, anonymousDefault },
    text: compiledText(body, prologue) + comment,
  }
}
