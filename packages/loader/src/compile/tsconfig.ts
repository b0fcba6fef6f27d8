import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import { createFilesMatcher, parseTsconfig, type TsConfigResult } from 'get-tsconfig'
import { messageOf, type SourceFiles } from '@hotseat/core'
import { errors } from '../errors.ts'
import { locationAt } from '../stack/frame.ts'
import { firstError } from './oxc.ts'

type Config = TsConfigResult['config']
export type CompilerOptions = NonNullable<Config['compilerOptions']>

/** A tsconfig.json with all that it extends. */
export interface Tsconfig {
  readonly path: string
  /** The file and those it extends, with their hashes. */
  readonly files: ReadonlyMap<string, string>
  readonly options: CompilerOptions
  /** Of the projects that it refers to: their tsconfig.json, which may not be there. */
  readonly references: readonly string[]
  /** The major version of TypeScript that is installed for it. */
  readonly typescript: number | undefined
  /** Whether a file is one of the project. */
  includes(path: string): boolean
}

/** @throws {HotseatError} `HOTSEAT_TSCONFIG_INVALID`, with the place */
export function readTsconfig(path: string, files: SourceFiles): Tsconfig {
  // get-tsconfig's cache has an entry for each read: `readFileSync:/app/tsconfig.base.json:utf8`.
  const cache = new Map<string, never>()
  const reads = (): string[] =>
    [...cache.keys()].flatMap((key) => /^readFileSync:(?<path>.+):utf8$/.exec(key)?.groups?.['path'] ?? [])
  let before: string
  try {
    before = files.hash(path)
  } catch (cause) {
    throw errors.tsconfig(path, locationAt(path, '', 0), messageOf(cause), cause)
  }
  let config: Config
  try {
    config = parseTsconfig(path, cache)
  } catch (cause) {
    for (const read of reads()) checkSyntax(read, files)
    const last = reads().findLast((read) => read.endsWith('.json') && !read.endsWith('package.json')) ?? path
    const { text } = files.read(last)
    throw errors.tsconfig(path, locationAt(last, text, Math.max(0, text.indexOf('"extends"'))), messageOf(cause), cause)
  }
  const hashes = new Map([[path, before]])
  for (const read of reads()) {
    checkSyntax(read, files)
    if (read !== path) hashes.set(read, files.hash(read))
  }
  let matches: ReturnType<typeof createFilesMatcher> | undefined
  return {
    path,
    files: hashes,
    options: config.compilerOptions ?? {},
    references: (config.references ?? []).map((reference) => {
      const referred = resolve(dirname(path), reference.path)
      return referred.endsWith('.json') ? referred : resolve(referred, 'tsconfig.json')
    }),
    typescript: majorOfTypeScript(path),
    includes(file) {
      matches ??= createFilesMatcher({ path, config })
      return matches(file) !== undefined
    },
  }
}

/** TypeScript's own parser reports what is no JSON with comments, and makes the best of it; get-tsconfig only does that. */
function checkSyntax(path: string, files: SourceFiles): void {
  const { text } = files.read(path)
  // An object in parentheses: there comments and commas at the end are allowed too.
  const error = text.trim() === '' ? undefined : firstError('tsconfig.ts', `(${text}\n)`)
  if (error)
    throw errors.tsconfig(path, locationAt(path, text, Math.max(0, error.offset - 1)), error.message, undefined)
}

const majors = new Map<string, number | undefined>()

/** Defaults of compiler options depend on it. Installed packages do not change while the process runs. */
function majorOfTypeScript(tsconfig: string): number | undefined {
  const folder = dirname(tsconfig)
  if (majors.has(folder)) return majors.get(folder)
  let major: number | undefined
  try {
    const manifest = createRequire(tsconfig).resolve('typescript/package.json')
    const [, version] = /"version":\s*"(\d+)\./.exec(readFileSync(manifest, 'utf8')) ?? []
    major = version === undefined ? undefined : Number(version)
  } catch {
    // None is installed.
  }
  majors.set(folder, major)
  return major
}
