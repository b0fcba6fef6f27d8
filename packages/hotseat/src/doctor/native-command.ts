import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { errors } from '../errors.ts'
import { readManifest } from '../detect/manifest.ts'
import type { Command } from './child.ts'

/** Scripts that are looked at, in this order. */
const names = ['dev', 'start:dev', 'start']

/**
 * How an application is run without Hotseat: by a script of its package.json that runs the entry, without what would restart
 * it at every save; else by tsx or ts-node, if it depends on them; else by Node itself.
 *
 * @param root folder of the package.json, absolute
 * @throws {HotseatError} `HOTSEAT_DOCTOR_NO_NATIVE`
 */
export function guessNativeCommand(root: string, entry: string): Command {
  const scripts = scriptsOf(join(root, 'package.json'))
  const script = names
    .map((name) => withoutWatching(scripts.get(name) ?? ''))
    .find((text) => runsEntry(text, root, entry))
  if (script !== undefined) return { shell: script }
  const runner = ['tsx', 'ts-node'].find((name) => readManifest(root).dependencies.has(name))
  if (runner !== undefined && /\.[cm]?tsx?$/.test(entry)) return { shell: `${runner} "${relative(root, entry)}"` }
  if (!isRunByNode(entry)) throw errors.doctorNoNative(entry, names)
  return { program: process.execPath, args: [entry] }
}

function scriptsOf(file: string): ReadonlyMap<string, string> {
  const content: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  const { scripts }: Record<string, unknown> = Object(content)
  return new Map(Object.entries(Object(scripts)).map(([name, text]) => [name, String(text)]))
}

/** @example withoutWatching('tsx watch --clear-screen=false src/main.ts') // 'tsx src/main.ts' */
function withoutWatching(script: string): string {
  return script
    .replace(/\btsx watch\b/, 'tsx')
    .replaceAll(/ --(?:watch(?:-path(?:=| )\S+|-preserve-output)?|clear-screen=\S+|watchAssets)(?= |$)/g, '')
    .replace(/(\bnest start\b.*) -w\b/, '$1')
}

/** Of a single program, with variables before it: what several do is not to be guessed. */
function runsEntry(script: string, root: string, entry: string): boolean {
  if (/[;&|]/.test(script)) return false
  const [program, ...args] = script.split(/\s+/).filter((word) => !/^(?:cross-env|[A-Z_]+=\S*)$/i.test(word))
  if (program === 'nest') return args[0] === 'start' && isModule(join(root, 'src/main'), entry)
  if (program === undefined || !['node', 'tsx', 'ts-node', 'ts-node-esm'].includes(program)) return false
  return args.some((word) => isModule(resolve(root, word), entry))
}

/** Whether a path means this file, with its extension or without. */
function isModule(path: string, file: string): boolean {
  const bare = (name: string): string => name.replace(/\.[cm]?[jt]sx?$/, '')
  return path === file || (path === bare(path) && path === bare(file))
}

function isRunByNode(entry: string): boolean {
  if (/\.[cm]?js$/.test(entry)) return true
  if (!/\.[cm]?ts$/.test(entry)) return false
  try {
    // In another process, for it warns where it is experimental.
    execFileSync(process.execPath, ['--no-warnings', '--eval', strip, entry], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const strip = `process.getBuiltinModule('module').stripTypeScriptTypes(
  process.getBuiltinModule('fs').readFileSync(process.argv[1], 'utf8'),
)`
