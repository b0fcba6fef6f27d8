import { createRequire } from 'node:module'
import type * as esbuild from 'esbuild'
import { Visitor } from 'oxc-parser'
import { syntaxTree, type Transformed } from './oxc.ts'

/** All that this package knows of esbuild, which lowers the decorators of ECMAScript; the compiler does not. */

const require = createRequire(import.meta.url)

/** On a line that begins no comment, and neither in an address nor at the beginning of a string. */
const candidate = /^(?!\s*[*/]).*(?<![\w'"`])(?:@[\w$(]|\baccessor\s+[\w$#'"[])/m

/** Whether to look at the syntax tree for decorators is worth its time. */
export const mayHaveDecorators = (text: string): boolean => candidate.test(text)

/** @param code JavaScript */
export function needsLowering(code: string): boolean {
  if (!mayHaveDecorators(code)) return false
  let found = false
  const note = (): void => {
    found = true
  }
  new Visitor({ Decorator: note, AccessorProperty: note }).visit(syntaxTree('script.js', code))
  return found
}

/**
 * Decorators and automatic accessors, as https://github.com/tc39/proposal-decorators has them, in terms of what Node
 * runs. esbuild is loaded when the first file needs it.
 *
 * @param script JavaScript that has some
 */
export function lowerDecorators(path: string, script: Transformed, sourcemap: boolean): Transformed {
  const { transformSync }: typeof esbuild = require('esbuild')
  try {
    const { code, map } = transformSync(script.code, {
      loader: 'js',
      target: 'node22',
      supported: { decorators: false },
      sourcemap: sourcemap && 'external',
      sourcefile: path,
      logLevel: 'silent',
    })
    return { ...script, code, maps: sourcemap ? [map, ...script.maps] : [] }
  } catch (error) {
    if (!isFailure(error)) throw error
    const errors = error.errors.map(({ text: message }) => ({ message, labels: [], helpMessage: null }))
    return { ...script, errors }
  }
}

function isFailure(error: unknown): error is esbuild.TransformFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors)
}
