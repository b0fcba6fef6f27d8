import { isInstalled } from '../resolve/packages.ts'
import { checkLegacy, checkMetadata } from './decorators.ts'
import { checkExports } from './exports.ts'
import { readHeader, type Header } from './header.ts'
import { toJavaScript } from './javascript.ts'
import { toRunnerForm } from './oxc.ts'
import { sourceMapComment, type Compilation } from './positions.ts'
import { rejectedByCompiler } from './rejected.ts'
import type { Settings } from './settings.ts'
import { mayUseCommonJsNames, type Format } from './format.ts'
import { awaitsAtTopLevel } from './top-level-await.ts'
import { anonymous, commonJsText, installedText, moduleText, type ModuleShape } from './wrapper.ts'

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

export interface CommonJsTranslation {
  readonly format: 'commonjs'
  readonly lazyImports: readonly string[]
}

/** Who imports the file: the importer, its importer, …; asked only for an error. */
export type Chain = () => readonly string[]

/**
 * @returns what there is to know of the file, and the text of the function that it becomes
 * @throws {HotseatError} that says what is wrong with the file, and where
 */
export function translate(
  compilation: Compilation,
  format: Exclude<Format, 'json'>,
  settings: Settings,
  chain: Chain,
): { readonly translation: Translation; readonly text: string } {
  const { path, text } = compilation
  if (format === 'commonjs' && isInstalled(path)) {
    return { translation: { format, lazyImports: [] }, text: installedText(text) }
  }
  const script = toJavaScript(path, text, { ...compilation, sourcemap: false })
  if (script.errors.length > 0) throw rejectedByCompiler(compilation, script.errors, chain)
  checkMetadata(path, text, settings)
  checkLegacy(path, text, settings, chain)
  const runner = toRunnerForm(path, script.code, false)
  const { lazyImports } = runner
  const comment = settings.carriesMap ? sourceMapComment(compilation) : ''
  if (format === 'commonjs') {
    // What is no module to the compiler (`with`, octal numbers) keeps Node's own `import()`.
    const code = runner.errors.length === 0 ? runner.code : script.code
    return { translation: { format, lazyImports }, text: commonJsText(code) + comment }
  }
  const { imports, exports, stars, locals, body } = readHeader(path, runner.code)
  checkExports(path, text, exports, chain)
  const shape = { async: awaitsAtTopLevel(body), commonJsNames: mayUseCommonJsNames(path, text, settings) }
  return {
    translation: {
      ...shape,
      format,
      imports,
      exports,
      stars,
      lazyImports,
      usesMeta: body.includes('__vite_ssr_import_meta__'),
      usesImport: body.includes('__vite_ssr_dynamic_import__'),
      anonymousDefault: locals.includes(anonymous),
    },
    text: moduleText({ imports, exports, stars, locals, body }, shape) + comment,
  }
}
