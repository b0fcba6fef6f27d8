import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { compileFunction } from 'node:vm'
import { HotseatError, messageOf, type SourceFiles } from '@hotseat/core'
import type { LoaderFault } from '../broken/loader.ts'

/** A module's source, compiled: one statement on each line, imports of one name, exports of constants. */
export interface Source {
  readonly hash: string
  /** What it imports, by the name that it gives it. */
  readonly imports: ReadonlyMap<string, string>
  /** What it imports when it is asked to. */
  readonly lazy: readonly string[]
  run(exports: Record<string, unknown>, imported: readonly unknown[], load: (specifier: string) => unknown): void
}

export function compile(path: string, files: SourceFiles, fault: LoaderFault | undefined): Source {
  const { text, hash } = readSource(path, files, fault)
  const imports = new Map<string, string>()
  const lines = text.split('\n').map((line) => {
    const found = /^import \{ (?<name>\w+) \} from '\.\/(?<file>[^']+)'$/.exec(line)?.groups
    if (!found) return line.replace(/^export const (\w+) =/, 'const $1 = exports.$1 =').replaceAll('import(', 'load(')
    imports.set(String(found['name']), join(dirname(path), String(found['file'])))
    return ''
  })
  const lazy = [...text.matchAll(/import\('\.\/(?<file>[^']+)'\)/g)].map(({ groups }) =>
    join(dirname(path), String(groups?.['file'])),
  )
  const parameters = ['exports', 'load', ...imports.keys()]
  const body = compileOr(lines, parameters, (line) => {
    const location = fault === 'says no place' ? undefined : { file: path, line, column: 1 }
    return new HotseatError({ code: 'MEMORY_SYNTAX', message: `${path} does not parse`, location })
  })
  return {
    hash,
    imports,
    lazy,
    run: (exports, imported, load) => void Reflect.apply(body, undefined, [exports, load, ...imported]),
  }
}

/** @throws what `failed` makes of the line that does not parse, from 1 */
function compileOr(
  lines: readonly string[],
  parameters: readonly string[],
  failed: (line: number) => HotseatError,
): ReturnType<typeof compileFunction> {
  try {
    return compileFunction(lines.join('\n'), [...parameters])
  } catch {
    throw failed(lines.findIndex((line) => !parses(line)) + 1)
  }
}

function parses(line: string): boolean {
  try {
    return compileFunction(line) !== undefined
  } catch {
    return false
  }
}

function readSource(path: string, files: SourceFiles, fault: LoaderFault | undefined): ReturnType<SourceFiles['read']> {
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
