import type * as esbuild from 'esbuild'
import { lowering } from '../on-demand.ts'
import type { Transformed, TransformOptions } from './oxc.ts'

/**
 * All that this package knows of esbuild. It does what the compiler does not: decorators of ECMAScript, and namespaces of
 * several parts or with variables. It is loaded for the first file that has any.
 */

/**
 * Decorators and automatic accessors, as https://github.com/tc39/proposal-decorators has them, in terms of what Node runs.
 *
 * @param script JavaScript that has some
 */
export function lowerDecorators(path: string, script: Transformed, sourcemap: boolean): Transformed {
  const lowered = run(script.code, { loader: 'js', sourcefile: path, sourcemap: sourcemap && 'external' })
  return { ...lowered, maps: [...lowered.maps, ...script.maps] }
}

/** TypeScript with namespaces, JSX and decorators of either kind, but for metadata, to JavaScript. */
export function transformNamespaces(path: string, text: string, { syntax, sourcemap }: TransformOptions): Transformed {
  const { jsx } = syntax
  const isClassic = jsx.runtime === 'classic'
  return run(text, {
    loader: path.endsWith('x') ? 'tsx' : 'ts',
    sourcefile: path,
    sourcemap: sourcemap && 'external',
    tsconfigRaw: {
      compilerOptions: {
        experimentalDecorators: syntax.legacyDecorators,
        useDefineForClassFields: syntax.defineFields,
        verbatimModuleSyntax: syntax.keepUnusedImports,
        jsx: isClassic ? 'react' : jsx.development === true ? 'react-jsxdev' : 'react-jsx',
        ...(jsx.importSource !== undefined && { jsxImportSource: jsx.importSource }),
        ...(jsx.pragma !== undefined && { jsxFactory: jsx.pragma }),
        ...(jsx.pragmaFrag !== undefined && { jsxFragmentFactory: jsx.pragmaFrag }),
      },
    },
  })
}

/** At the top level esbuild would make `this` undefined, which is `exports` in CommonJS. As long as what it stands for. */
const topLevelThis = '$_t_'

function run(text: string, options: esbuild.TransformOptions): Transformed {
  try {
    const { code, map } = lowering().transformSync(text, {
      ...options,
      target: 'node22',
      supported: { decorators: false },
      define: { this: topLevelThis },
      logLevel: 'silent',
    })
    return { code: code.replaceAll(topLevelThis, 'this'), maps: map === '' ? [] : [map], errors: [] }
  } catch (error) {
    if (!isFailure(error)) throw error
    return {
      code: '',
      maps: [],
      errors: error.errors.map((each) => ({ message: each.text, labels: [], helpMessage: null })),
    }
  }
}

function isFailure(error: unknown): error is esbuild.TransformFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors)
}
