import type { SourceMapInput } from '@jridgewell/remapping'
import type { EcmaScriptModule, Program } from 'oxc-parser'
import { moduleRunnerTransformSync, transformSync, type JsxOptions, type OxcError, type SourceMap } from 'oxc-transform'
import { parser } from '../on-demand.ts'

/**
 * All that this package knows of oxc. Its module-runner transform is made for Vite and may change with any release:
 * the version is pinned exactly, and `header.ts` checks the shape of what comes out.
 */

/** What a tsconfig says about how a file is compiled. */
export interface Syntax {
  readonly legacyDecorators: boolean
  readonly decoratorMetadata: boolean
  readonly strictNullChecks: boolean
  /** Class fields are defined, as in ECMAScript; false: assigned, as TypeScript did. */
  readonly defineFields: boolean
  /** Only imports marked `type` are dropped; false: also those that no value of is used. */
  readonly keepUnusedImports: boolean
  readonly jsx: JsxOptions
}

export interface TransformOptions {
  readonly commonJs: boolean
  readonly syntax: Syntax
  readonly sourcemap: boolean
}

/** Why a source was not accepted. */
export type Reason = Pick<OxcError, 'message' | 'labels' | 'helpMessage'>

export interface Transformed {
  readonly code: string
  /** That of the last transformation first; none unless they were asked for. */
  readonly maps: readonly SourceMapInput[]
  readonly errors: readonly Reason[]
}

/** Language features that are newer than this are lowered. */
const target = 'node22'

/** TypeScript, JSX and legacy decorators to JavaScript. */
export function transform(path: string, text: string, options: TransformOptions): Transformed {
  const { commonJs, syntax, sourcemap } = options
  const result = transformSync(path, text, {
    lang: languageOf(path),
    sourceType: commonJs ? 'commonjs' : 'module',
    target,
    sourcemap,
    decorator: {
      legacy: syntax.legacyDecorators,
      emitDecoratorMetadata: syntax.decoratorMetadata,
      strictNullChecks: syntax.strictNullChecks,
    },
    typescript: {
      onlyRemoveTypeImports: syntax.keepUnusedImports,
      removeClassFieldsWithoutInitializer: !syntax.defineFields,
    },
    assumptions: { setPublicClassFields: !syntax.defineFields },
    jsx: syntax.jsx,
  })
  return { code: result.code, maps: mapsOf(result), errors: result.errors }
}

/** The `import`s and `export`s of a module to the calls that `header.ts` reads. */
export function toRunnerForm(
  path: string,
  code: string,
  sourcemap: boolean,
): Transformed & { readonly imports: readonly string[]; readonly lazyImports: readonly string[] } {
  const result = moduleRunnerTransformSync(path, code, { sourcemap })
  return {
    code: result.code,
    maps: mapsOf(result),
    errors: result.errors,
    imports: result.deps,
    lazyImports: result.dynamicDeps,
  }
}

function mapsOf({ map }: { readonly map?: SourceMap | undefined }): readonly SourceMapInput[] {
  return map ? [{ ...map, version: 3 }] : []
}

/** Which modules a source names, and where. Offsets are in UTF-16 units. */
export function moduleRecord(path: string, text: string): EcmaScriptModule {
  return parser().parseSync(path, text, { lang: languageOf(path), sourceType: 'module' }).module
}

/** The syntax tree of a source, for error reports: building it takes longer than compiling. */
export function syntaxTree(path: string, text: string): Program {
  return parser().parseSync(path, text, { lang: languageOf(path), sourceType: 'module' }).program
}

/** The first syntax error of a source; its offset is in UTF-16 units. */
export function firstError(
  path: string,
  text: string,
): { readonly message: string; readonly offset: number } | undefined {
  const [error] = parser().parseSync(path, text, { lang: languageOf(path), sourceType: 'module' }).errors
  return error && { message: error.message, offset: error.labels[0]?.start ?? 0 }
}

/** Where an error is, in UTF-16 units of `text`; oxc counts bytes. */
export function offsetOf(error: Reason, text: string): number {
  const [label] = error.labels
  return label === undefined ? 0 : Buffer.from(text).subarray(0, label.start).toString().length
}

function languageOf(path: string): 'ts' | 'tsx' | 'js' | 'jsx' {
  if (path.endsWith('.tsx')) return 'tsx'
  if (path.endsWith('.jsx')) return 'jsx'
  return /\.[cm]?ts$/.test(path) ? 'ts' : 'js'
}
