import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, isAbsolute, join } from 'node:path'
import { Script } from 'node:vm'
import { HotseatError, messageOf, type LoadContext } from '@hotseat/core'
import type { LoaderFault } from '../broken/loader.ts'

export type Exports = Readonly<Record<string, unknown>>

/** Called once for each instance: tells its exports and stops, linked; run on, it is evaluated. */
type Body = (scope: object, expose: (exports: Exports) => void, load: Load) => AsyncGenerator<void, void>

export type Load = (specifier: string) => Promise<Exports>

/** What an import leads to: a file of the application, or something of Node's. */
export interface Target {
  readonly path: string
  readonly isSource: boolean
}

/** A module's source, compiled: imports of names, exports of declarations, each on a line of its own. */
export interface Source {
  readonly path: string
  readonly hash: string
  readonly imports: readonly { readonly target: Target; readonly names: readonly string[] }[]
  /** What it imports when it is asked to. */
  readonly lazy: readonly Target[]
  readonly awaits: boolean
  readonly body: Body
}

/** @param chain who imports it, nearest first */
export function compile(
  path: string,
  context: LoadContext,
  chain: readonly string[],
  fault: LoaderFault | undefined,
): Source {
  const { text, hash } = readSource(path, context, fault)
  const resolve = (specifier: string): Target => resolveFrom(path, specifier, context, fault)
  const imports: { target: Target; names: string[] }[] = []
  const exported: string[] = []
  const lines = text.split('\n').map((line) => {
    const [, names = '', specifier] = /^import \{ ([\w, ]+) \} from '([^']+)'/.exec(line) ?? []
    if (specifier !== undefined) imports.push({ target: resolve(specifier), names: names.split(', ') })
    if (specifier !== undefined) return ''
    const [, name] = /^export (?:const|let|function) (\w+)/.exec(line) ?? []
    if (name !== undefined) exported.push(name)
    return line.replace(/^export /, '       ').replaceAll('import(', '  load(')
  })
  const getters = exported.map((name) => `get ${name}() { return ${name} }`).join(', ')
  // `with` makes the imports what they are in a module: looked up whenever they are read.
  const head = `(scope, expose, load) => { with (scope) { return (async function* () { "use strict"; expose({ ${getters} }); yield;`
  const lazy = [...text.matchAll(/import\('([^']+)'\)/g)].map(([, specifier = '']) => resolve(specifier))
  const body = compileOr([head, ...lines, '})() } }'].join('\n'), (line, column) => {
    const named = fault === 'names no importer' ? '' : `, imported by ${chain.join(', ')}`
    const shown = { line, column: fault === 'says column 1' ? 1 : column, frame: lines[line - 1] ?? '' }
    const location = fault === 'says no place' ? undefined : { file: path, ...shown }
    return new HotseatError({ code: 'MEMORY_SYNTAX', message: `${path} does not parse${named}`, location })
  })
  return { path, hash, imports, lazy, awaits: /= await /.test(text), body }
}

/** @throws what `failed` makes of the place that does not parse, from 1 */
function compileOr(text: string, failed: (line: number, column: number) => HotseatError): Body {
  try {
    return new Script(text, { filename: 'source', lineOffset: -1 }).runInThisContext()
  } catch (error) {
    const [place = '', , marker = ''] = String(error instanceof Error && error.stack).split('\n')
    throw failed(Number(place.split(':').at(-1)), marker.indexOf('^') + 1)
  }
}

export function resolveFrom(
  importer: string,
  specifier: string,
  { perGeneration }: LoadContext,
  fault: LoaderFault | undefined,
): Target {
  if (specifier.startsWith('.')) return { path: join(dirname(importer), specifier), isSource: true }
  const path = createRequire(importer).resolve(specifier)
  const isInstalled = path.includes('/node_modules/') || fault === 'leaves linked packages to Node'
  const isNamed = perGeneration.includes(specifier) && fault !== 'shares what is per generation'
  return { path, isSource: isAbsolute(path) && (!isInstalled || isNamed) }
}

function readSource(
  path: string,
  { files }: LoadContext,
  fault: LoaderFault | undefined,
): ReturnType<LoadContext['files']['read']> {
  if (fault === 'knows ASCII only' && /[^ -~]/.test(path)) throw new Error(`${path} is no path`)
  if (fault !== 'reads by itself') return files.read(path)
  const text = readFileSync(path, 'utf8')
  return { text, hash: text }
}

/** The error for an import of what cannot be read. */
export function notFound(importer: string, path: string, cause: unknown): HotseatError {
  const specifier = `./${path.slice(dirname(importer).length + 1)}`
  return new HotseatError({
    code: 'MEMORY_NOT_FOUND',
    message: `${specifier} could not be read: ${messageOf(cause)}`,
    cause,
    location: { file: importer, line: 1, column: 1 },
  })
}
