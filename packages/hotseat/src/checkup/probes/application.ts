import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { HotseatError, messageOf } from '@hotseat/core'
import { getTsconfig } from 'get-tsconfig'
import { parse } from 'jsonc-parser'
import type { HotseatConfig } from '../../config/config.ts'
import { parsePort } from '../../config/port.ts'
import { chooseAdapter } from '../../detect/choose.ts'
import { checkEntry, findEntry } from '../../detect/entry.ts'
import type { KnownAdapter } from '../../detect/known.ts'
import type { Surroundings } from '../../detect/pick-adapters.ts'
import { defaults } from '../../settings.ts'
import type { AdapterFact, Facts, Found } from '../facts.ts'
import { portFact } from './port.ts'
import { versionOf } from './packages.ts'

/** What an action gives, or the error of Hotseat's that it throws. */
export async function found<What>(action: () => What | Promise<What>): Promise<Found<What>> {
  try {
    return { found: await action() }
  } catch (error) {
    if (HotseatError.is(error)) return { error }
    throw error
  }
}

/** @throws {HotseatError} as `hotseat dev` does */
export function entryFact(
  named: string | undefined,
  config: HotseatConfig,
  folder: string,
  root: string,
): Extract<Facts['entry'], { found: unknown }>['found'] {
  if (named !== undefined) return { file: checkEntry(named, 'the command line'), by: 'command line' }
  if (config.entry === undefined) return { file: findEntry(root), by: 'search' }
  return { file: checkEntry(resolve(folder, config.entry), 'the config'), by: 'config' }
}

/** The adapter of the config, or the one that would be picked. */
export async function adapterFact<Adapter extends { readonly name: string }>(
  configured: Adapter | undefined,
  known: readonly KnownAdapter[],
  surroundings: Surroundings,
  pick: (surroundings: Surroundings) => Promise<Adapter>,
): Promise<Found<AdapterFact>> {
  if (configured) return { found: { name: configured.name, from: undefined, polls: isPolling(configured) } }
  return await found(async () => {
    const { root, manifest } = surroundings
    const adapter = await pick(surroundings)
    const chosen = chooseAdapter(known, manifest.dependencies) ?? known.find(({ factory }) => factory === adapter.name)
    const packages = [chosen?.adapter, chosen?.library].flatMap((name) =>
      name === undefined ? [] : [`${name} ${versionOf(name, root) ?? '(not installed)'}`],
    )
    return { name: adapter.name, from: packages.join(' for ') || adapter.name, polls: isPolling(adapter) }
  })
}

/** One that waits long before it reports has to look by itself. */
function isPolling(adapter: object): boolean {
  const quiet: unknown = Reflect.get(Object(Reflect.get(adapter, 'capabilities')), 'quietMs')
  return typeof quiet === 'number' && quiet >= 50
}

export function tsconfigFact(path: string): Facts['tsconfig'] {
  try {
    const cache = new Map<string, unknown>()
    const read = getTsconfig(path, 'tsconfig.json', cache)
    if (!read) return undefined
    const { experimentalDecorators, emitDecoratorMetadata, module, paths } = read.config.compilerOptions ?? {}
    return {
      found: {
        file: read.path,
        experimentalDecorators,
        emitDecoratorMetadata,
        module,
        paths: Object.keys(paths ?? {}),
        extended: extendedOptions(read.path, cache),
      },
    }
  } catch (problem) {
    return { problem: messageOf(problem) }
  }
}

/** Which options are set by which of the files that were read for a tsconfig, the nearest first. */
function extendedOptions(file: string, cache: ReadonlyMap<string, unknown>): ReadonlyMap<string, string> {
  const read = [...cache.keys()].flatMap((key) => /^readFileSync:(.+):utf8$/.exec(key)?.[1] ?? [])
  const origins = new Map<string, string>()
  for (const each of [file, ...read.filter((other) => other !== file)]) {
    const content: unknown = parse(readFileSync(each, 'utf8'))
    const options: unknown = Reflect.get(Object(content), 'compilerOptions')
    for (const name of Object.keys(Object(options))) if (!origins.has(name)) origins.set(name, each)
  }
  return new Map([...origins].filter(([, origin]) => origin !== file))
}

/** @param read absolute paths of those that Hotseat reads */
export function envFact(root: string, read: readonly string[]): Facts['env'] {
  const isMeant = (name: string): boolean => /^\.env(?:\.|$)/.test(name) && !/\.(?:example|sample|template)$/.test(name)
  return {
    files: readdirSync(root).filter(isMeant),
    read: read.filter((file) => existsSync(file)).map((file) => relative(root, file)),
    missing: read.filter((file) => !existsSync(file)).map((file) => relative(root, file)),
  }
}

/** The port that Hotseat would open; undefined where the application asks for its own. */
export async function portFactOf(
  flag: string | undefined,
  config: HotseatConfig,
  env: Readonly<Record<string, string | undefined>>,
  listens: boolean,
): Promise<Facts['port']> {
  const configured = flag === undefined ? config.port : parsePort('--port', flag)
  if (listens && configured === undefined) return undefined
  return await found(async () => {
    const port = configured ?? (env['PORT'] ? parsePort('PORT', env['PORT']) : defaults.port)
    return await portFact(port, config.host ?? defaults.host)
  })
}

/** What an entry's text is; empty where there is none. */
export function textOf(file: string | undefined): string {
  return file === undefined ? '' : readFileSync(file, 'utf8')
}
