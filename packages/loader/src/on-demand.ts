import { createRequire } from 'node:module'
import type * as babel from '@babel/code-frame'
import type remap from '@jridgewell/remapping'
import type * as tracing from '@jridgewell/trace-mapping'
import type * as lexing from 'cjs-module-lexer'
import type * as esbuild from 'esbuild'
import type * as editing from 'magic-string'
import type * as parsing from 'oxc-parser'

/**
 * What a start of sound code does not need, and what together takes as long to load as a hundred files to compile. It
 * is loaded when it is first used, which may be in the midst of something synchronous.
 */
const require = createRequire(import.meta.url)

export const codeFrame = (): typeof babel => require('@babel/code-frame')
export const editor = (): typeof editing => require('magic-string')
export const lexer = (): typeof lexing => require('cjs-module-lexer')
export const lowering = (): typeof esbuild => require('esbuild')
export const parser = (): typeof parsing => require('oxc-parser')
export const remapping = (): typeof remap => require('@jridgewell/remapping')
export const traceMapping = (): typeof tracing => require('@jridgewell/trace-mapping')
